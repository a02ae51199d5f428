/* Search: systems and landing stations by name. */
(function (cablenet) {
  var make = function () { return cablenet.make.apply(null, arguments); };

  /* A search over systems and landing stations: type, then arrow keys and Enter, or Tab. */
  cablenet.search = function (world, place, show) {
    var input = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    cablenet.tell(function () {
      input.placeholder = cablenet.say("find");
      input.setAttribute("aria-label", cablenet.say("find"));
    });
    var list = make("ul", { class: "cn-found", hidden: "" });
    var index = catalogue(world);
    function close() { list.hidden = true; list.replaceChildren(); }
    input.addEventListener("input", function () {
      var wanted = fold(input.value);
      if (wanted.length < 2) return close();
      var found = index.filter(function (entry) { return entry.key.indexOf(wanted) >= 0; });
      found.sort(function (a, b) { return (a.key.indexOf(wanted) > 0) - (b.key.indexOf(wanted) > 0) || a.name.localeCompare(b.name, "en"); });
      list.replaceChildren.apply(list, found.slice(0, 12).map(function (entry) {
        var button = make("button", { type: "button", class: "cn-text" }, [cablenet.data(entry.name), make("small", {}, cablenet.say(entry.what))]);
        button.addEventListener("click", function () { close(); input.value = ""; show(entry.hit, entry.links); });
        return make("li", {}, button);
      }));
      if (!found.length) list.appendChild(make("li", { class: "cn-none" }, cablenet.say("nothing_found")));
      list.hidden = false;
    });
    place.addEventListener("keydown", function (event) {
      var buttons = Array.prototype.slice.call(list.querySelectorAll("button"));
      var at = buttons.indexOf(document.activeElement);
      if (event.key === "Escape") { close(); input.focus(); }
      else if (event.key === "Enter" && event.target === input && buttons.length) { event.preventDefault(); buttons[0].click(); }
      else if (event.key === "ArrowDown" && buttons.length) { event.preventDefault(); buttons[Math.min(at + 1, buttons.length - 1)].focus(); }
      else if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (at ? buttons[at - 1] : input).focus(); }
    });
    place.append(input, list);
  };

  function fold(text) { return text.toLowerCase().normalize("NFD").replace(/[^\p{Letter}\p{Number}]/gu, ""); }

  function catalogue(world) {
    var links = {}, out = [];
    world.links.forEach(function (link) { (links[link.system] = links[link.system] || []).push(link); });
    world.systems.forEach(function (system, number) {
      if (!links[number]) return;
      var longest = links[number].reduce(function (a, b) { return (b.length || 0) > (a.length || 0) ? b : a; });
      out.push({ name: system.name, key: fold(system.name), what: "cable_system", hit: { kind: "link", link: longest }, links: links[number] });
    });
    world.nodes.forEach(function (node, number) {
      if (node.kind !== "station" || !node.used) return;
      out.push({ name: node.name, key: fold(node.name), what: "landing_station", hit: { kind: "station", node: node, number: number }, links: null });
    });
    return out;
  }
})(cablenet);
