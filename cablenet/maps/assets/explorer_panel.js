/* Panel: two places to pick, switches, and the results beside the map. */
(function (cablenet) {
  var make = function () { return cablenet.make.apply(null, arguments); };
  function say(key, values) { return cablenet.say(key, values); }

  /* Two lists of places. Answers how to show which are picked. */
  cablenet.picker = function (place, spots, picked) {
    var selects = ["pick_one", "pick_other"].map(function (label, end) {
      var select = make("select", { id: "cn-" + label.replace("_", "-") });
      select.addEventListener("change", function () { picked(end, Number(select.value)); });
      return select;
    });
    var swap = make("button", { type: "button", class: "cn-swap" }, "⇄");
    swap.addEventListener("click", function () { picked(2); });
    function group(label, some) {
      return make("optgroup", { label: label }, spots.map(function (spot, number) {
        return spot.group === some ? make("option", { value: number }, spot.title) : null;
      }));
    }
    var chosen = [0, 0];
    cablenet.tell(function () {
      selects.forEach(function (select, end) {
        select.replaceChildren(group(say("groups"), true), group(say("countries"), false));
        select.setAttribute("aria-label", say(end ? "pick_other" : "pick_one"));
        select.value = String(chosen[end]);
      });
      swap.title = say("swap");
      swap.setAttribute("aria-label", say("swap"));
    });
    place.replaceChildren(selects[0], swap, selects[1]);
    return function (from, to) {
      chosen = [from, to];
      selects.forEach(function (select, end) { select.value = String(chosen[end]); });
    };
  };

  /* The switches: chokepoints as buttons that stay down, incidents as a list. Answers how to show which are on. */
  cablenet.switches = function (place, switches, turn, clear) {
    var on = [], buttons = new Map();
    function chips(kind, label) {
      var some = switches.map(function (one, number) { return number; }).filter(function (number) { return switches[number].kind === kind; });
      if (!some.length) return null;
      some.sort(function (a, b) { return switches[a].title.localeCompare(switches[b].title, "en"); });
      return [make("h2", {}, say(label)), make("div", { class: "cn-chips", role: "group", "aria-label": say(label) }, some.map(chip))];
    }
    function chip(number) {
      var button = make("button", { type: "button", class: "cn-chip-button", "data-switch": switches[number].id, "aria-pressed": "false", title: switches[number].title }, cablenet.data(switches[number].short));
      button.addEventListener("click", function () { turn(number); });
      buttons.set(number, button);
      return button;
    }
    function events() {
      var some = switches.map(function (one, number) { return number; }).filter(function (number) { return switches[number].kind === "incident"; });
      if (!some.length) return null;
      var list = make("details", on.some(function (number) { return switches[number].kind === "incident"; }) ? { open: "" } : {}, [
        make("summary", {}, say("incidents", { n: cablenet.figure(some.length) })),
        make("p", { class: "cn-none" }, say("incidents_today")),
        make("ul", { class: "cn-events" }, some.map(function (number) { return make("li", {}, chip(number)); })),
      ]);
      return list;
    }
    function mark() {
      buttons.forEach(function (button, number) { button.setAttribute("aria-pressed", String(on.indexOf(number) >= 0)); });
      none.disabled = !on.length;
    }
    var none = make("button", { type: "button", class: "cn-clear" });
    none.addEventListener("click", clear);
    cablenet.tell(function () {
      buttons.clear();
      none.textContent = say("clear");
      place.replaceChildren.apply(place, [none].concat(chips("chokepoint", "chokepoints_cut"), chips("other", "others_cut"), events()).filter(Boolean));
      mark();
    });
    return function (next) { on = next; mark(); };
  };

  function table(title, rows) {
    return make("table", { class: "cn-numbers" }, [
      make("caption", {}, title),
      make("thead", {}, make("tr", {}, [make("td"), make("th", { scope: "col" }, say("before")), make("th", { scope: "col" }, say("after"))])),
      make("tbody", {}, rows.map(function (row) {
        var unit = row[3] ? " " + row[3] : "";
        return make("tr", {}, [make("th", { scope: "row" }, say(row[0])), make("td", {}, cell(row[1], row[3], unit)), make("td", {}, cell(row[2], row[3], unit))]);
      })),
    ]);
  }

  function cell(value, unit, words) { return value === null || value === undefined ? "–" : cablenet.quantity(value, unit) + words; }

  /* What is shown of a case: see explorer.js for its parts. */
  cablenet.results = function (world, place, view, act) {
    var ways = [], sums = [], hurt = [];
    if (view.same) ways.push(make("p", { class: "cn-note" }, say("same_as", { what: view.same })));
    ways.push(make("figure", { class: "cn-corridors" }, [
      make("figcaption", {}, [make("b", {}, say("corridors")), make("span", { class: "cn-dot" }), say("before"), make("span", { class: "cn-dot cn-dot-after" }), say("after")]),
      cablenet.diagram(world, view.rows, view.ends),
    ]));
    sums.push(table([cablenet.data(view.pairTitle), ", " + cablenet.tbps(view.demand) + " Tbps"], view.pairRows), table(say("world"), view.worldRows));
    var cut = view.cut;
    if (cut.sea + cut.land) {
      sums.push(make("p", { class: "cn-cut-words" }, say("cut_sum", { sea: cablenet.figure(cut.sea), land: cablenet.figure(cut.land), systems: cablenet.figure(cut.systems), tbps: cablenet.figure(cut.tbps) })));
    }
    sums.push(make("div", { class: "cn-tools" }, [
      tool("cn-csv", "save_csv", act.csv), tool("cn-png", "save_png", act.png), tool("cn-link", "copy_link", act.link),
    ]));
    if (view.hurt.length) hurt.push(hurtTable(view.hurt));
    view.notes.forEach(function (note) { hurt.push(make("p", { class: "cn-note" }, cablenet.data(note))); });
    var parts = [ways, sums, hurt].map(function (part) { return make("div", {}, part); });
    if (view.after === null) parts.unshift(missing(view, act));
    place.replaceChildren.apply(place, parts);
  };

  cablenet.shadeWords = function (face) { return say(face.name === "after" ? "shade_lost" : "shade_longer"); };

  /* The shades of countries, for the small legend on the map. */
  cablenet.shadeLegend = function (face) {
    var place = document.querySelector(".cn-legend"), svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    if (!place || !face.countries) return;
    var scale = face.countries.scale, step = 208 / scale.colours.length;
    function put(tag, attributes, text) {
      var node = document.createElementNS("http://www.w3.org/2000/svg", tag);
      Object.keys(attributes).forEach(function (name) { node.setAttribute(name, attributes[name]); });
      if (text) node.textContent = text;
      svg.appendChild(node);
    }
    svg.setAttribute("viewBox", "0 0 208 26");
    svg.setAttribute("class", "cn-strip");
    place.querySelectorAll(".cn-shade").forEach(function (old) { old.remove(); });
    scale.colours.forEach(function (colour, at) { put("rect", { x: at * step, y: 0, width: step, height: 11, fill: colour }); });
    scale.breaks.forEach(function (value, at) {
      put("text", { x: (at + 1) * step, y: 23, "text-anchor": "middle", "font-size": 11.5, fill: "#16202a" }, cablenet.short(value * scale.factor));
    });
    place.append(make("div", { class: "cn-shade" }, [make("p", { class: "cn-scale" }, cablenet.shadeWords(face)), svg]));
  };

  /* A dot on the map for each chokepoint, which turns it on and off; the panel has the same for the keyboard. Answers how to show which are on. */
  cablenet.dots = function (map, switches, turn) {
    var dots = [];
    switches.forEach(function (one, number) {
      if (one.kind !== "chokepoint" || !one.areas.length) return;
      var face = make("span", { class: "cn-door" }), at = [one.areas[0][2], one.areas[0][1]];
      var dot = L.marker(at, { icon: L.divIcon({ className: "cn-door-box", html: face, iconSize: [26, 26] }), keyboard: false });
      dot.on("click", function () { turn(number); });
      dot.bindTooltip(function () { return make("span", {}, cablenet.data(one.title)); }, { className: "cn-tip", direction: "top", offset: [0, -8], opacity: 1 });
      dots.push({ number: number, dot: dot.addTo(map), face: face, at: at });
    });
    function near() {
      var middle = map.getCenter().lng;
      dots.forEach(function (one) { one.dot.setLatLng([one.at[0], one.at[1] + 360 * Math.round((middle - one.at[1]) / 360)]); });
    }
    map.on("moveend", near);
    near();
    return function (on) { dots.forEach(function (one) { one.face.classList.toggle("cn-door-on", on.indexOf(one.number) >= 0); }); };
  };

  function tool(id, words, call) {
    var button = make("button", { type: "button", id: id }, say(words));
    button.addEventListener("click", function () { call(button); });
    return button;
  }

  /* A combination that was not computed: say so, and offer what was. */
  function missing(view, act) {
    return make("div", { class: "cn-missing", role: "status" }, [
      make("p", {}, [make("b", {}, say("not_computed")), " ", say("not_computed_more")]),
      view.near.length ? make("div", { class: "cn-chips" }, view.near.map(function (one) {
        var button = make("button", { type: "button", class: "cn-chip-button" }, cablenet.data(one.title));
        button.addEventListener("click", function () { act.only(one.on); });
        return button;
      })) : null,
      view.command ? make("p", {}, [say("by_command"), " ", make("code", {}, view.command)]) : null,
    ]);
  }

  var MOST = 12;

  function hurtTable(hurt) {
    return make("table", { class: "cn-numbers" }, [
      make("caption", {}, say("hardest_hit")),
      make("thead", {}, make("tr", {}, [make("td"), make("th", { scope: "col" }, say("lost")), make("th", { scope: "col" }, say("longer"))])),
      make("tbody", {}, hurt.slice(0, MOST).map(function (row) {
        return make("tr", {}, [
          make("th", { scope: "row" }, cablenet.data(row.name)),
          make("td", {}, row.lost >= 0.005 ? cablenet.percent(row.lost) + " %" : "–"),
          make("td", {}, row.added === null ? "–" : (row.added > 0 ? "+" : "") + cablenet.figure(row.added) + " ms"),
        ]);
      })),
    ]);
  }
})(cablenet);
