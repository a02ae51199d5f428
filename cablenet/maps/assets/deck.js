/* Deck: what lies at one place. One thing shows its card; of several, a list comes first, and their cards can be
   turned over. */
(function (cablenet) {
  var make = function () { return cablenet.make.apply(null, arguments); };

  cablenet.deck = function (world, face, hits, turned) {
    var at = 0, box = make("div", { class: "cn-deck" }), body = make("div", {}), bar = make("nav", { class: "cn-turn", "aria-label": cablenet.say("things_here") });
    box.append(bar, body);
    bar.hidden = hits.length < 2;

    function button(label, text, act) {
      var one = make("button", { type: "button", "aria-label": label }, text);
      one.addEventListener("click", function (event) { L.DomEvent.stop(event); act(); turned(); });
      return one;
    }
    function turn(to) {
      at = (to + hits.length) % hits.length;
      body.replaceChildren(cablenet.card(world, face, hits[at]));
      var back = button(cablenet.say("previous_here"), "‹", function () { turn(at - 1); focusOn(back); });
      var on = button(cablenet.say("next_here"), "›", function () { turn(at + 1); focusOn(on); });
      var all = button(cablenet.say("list_here"), "≡", list);
      bar.replaceChildren(back, make("span", { "aria-live": "polite" }, cablenet.say("at_of", { at: at + 1, n: hits.length })), on, all);
    }
    function focusOn(old) { var same = bar.querySelector('[aria-label="' + old.getAttribute("aria-label") + '"]'); if (same) same.focus(); }
    function list() {
      bar.replaceChildren(make("b", {}, cablenet.say("lie_here", { n: cablenet.figure(hits.length) })));
      body.replaceChildren(make("ul", { class: "cn-bundle" }, hits.map(function (hit, number) {
        var hint = cablenet.hint(world, face, hit);
        var one = button(hint.name, "", function () { turn(number); });
        one.className = "cn-text";
        one.append(chip(world, face, hit), cablenet.data(hint.name), make("small", {}, hint.value));
        one.removeAttribute("aria-label");
        return make("li", {}, one);
      })));
    }
    if (hits.length > 1) list(); else turn(0);
    return box;
  };

  /* A dot in the colour that the thing has on the map. */
  function chip(world, face, hit) {
    var colour = world.ink.station;
    if (hit.kind === "path") colour = world.strokes[hit.path.layer].colour;
    if (hit.kind === "link") colour = cablenet.layerColour(world, face, face.layers[hit.link.index]);
    var dot = make("span", { class: "cn-chip", "aria-hidden": "true" });
    dot.style.background = colour;
    return dot;
  }

  cablenet.layerColour = function (world, face, layer) {
    if (layer[0] === "v") return face.colour.scale.colours[Number(layer.slice(1))];
    return world.strokes[layer === "idle" ? "intact" : layer].colour;
  };
})(cablenet);
