/* Panel: the key that is also the layer control, the search, the list of what was cut. */
(function (cablenet) {
  var make = function () { return cablenet.make.apply(null, arguments); };

  /* What the key can list, in its order: name of the layer, words, a remark, whether it is on at first,
     and whether there is anything of the kind. Counts are of segments at sea. */
  function entries(world) {
    var count = {}, all = world.paths.before.concat(world.paths.after);
    world.links.forEach(function (link) {
      var role = link.kind === "land" && link.role !== "land" ? "dry_" + link.role : link.role;
      count[role] = (count[role] || 0) + 1;
    });
    function many(role) { return count[role] ? cablenet.figure(count[role]) : ""; }
    function dry(role) { return count["dry_" + role] ? " + " + many("dry_" + role) + " on land" : ""; }
    function any(layer) { return all.some(function (path) { return path.layer === layer; }); }
    return [
      ["before", "Best path before", "", true, any("before")],
      ["after", "Best path after", world.paths.same ? "same: striped" : world.paths.shared ? "striped where same" : "", true, any("after")],
      ["lost", "Next paths, lost", "", true, any("lost")],
      ["other", "Next paths, after", "", true, any("other")],
      ["kept", "Next paths, unchanged", "", true, any("kept")],
      ["area", "Area of the cut", "", true, world.area.length],
      ["cut", "Cut segments", many("cut") + dry("cut"), true, count.cut || count.dry_cut],
      ["reduced", "Reduced segments", many("reduced") + dry("reduced"), true, count.reduced || count.dry_reduced],
      ["intact", "Intact segments", many("intact"), true, count.intact],
      ["waiting", "Not yet in service", many("waiting"), true, count.waiting],
      ["land", "Overland links", "zoom in", true, count.land],
      ["stations", "Landing stations", "zoom in", true, world.nodes.length],
      ["chokepoints", "All chokepoints", "", false, world.chokepoints.length],
      ["names", "Place names", "", true, true],
    ].filter(function (row) { return row[4]; });
  }

  /* A sample of a layer as it looks on the map. */
  function sample(world, name) {
    var svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 34 16");
    svg.setAttribute("class", "cn-sample");
    svg.setAttribute("aria-hidden", "true");
    function add(tag, attributes) {
      var node = document.createElementNS("http://www.w3.org/2000/svg", tag);
      Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
      svg.appendChild(node);
    }
    function line(stroke, y) {
      if (stroke.casing) add("path", { d: "M2 " + y + "H32", stroke: stroke.casing, "stroke-width": stroke.casing_px, fill: "none" });
      add("path", { d: "M2 " + y + "H32", stroke: stroke.colour, "stroke-width": Math.max(1.4, stroke.width_px), "stroke-dasharray": stroke.dash_px.join(" ") || "none", fill: "none", opacity: stroke.alpha });
    }
    if (name === "area") {
      add("rect", { x: 3, y: 2, width: 28, height: 12, fill: world.ink.area, "fill-opacity": 0.16, stroke: world.ink.area, "stroke-width": 1.4 });
      add("path", { d: "M5 14L15 2M12 14L22 2M19 14L29 2M26 14L31 8M3 8L8 2", stroke: world.ink.area, "stroke-width": 0.9 });
    } else if (name === "chokepoints") {
      add("rect", { x: 3, y: 2, width: 28, height: 12, fill: world.ink.chokepoint, "fill-opacity": 0.12, stroke: world.ink.chokepoint });
    } else if (name === "stations") {
      add("circle", { cx: 17, cy: 8, r: 4, fill: "#ffffff", stroke: world.ink.station, "stroke-width": 1.6 });
    } else if (name === "names") {
      add("path", { d: "M11 13L17 3L23 13M13.4 9.4H20.6", stroke: world.ink.text, "stroke-width": 1.6, fill: "none" });
    } else {
      line(world.strokes[name], 8);
    }
    return svg;
  }

  /* The key is the layer control: each line says what it looks like, how many there are, and can be
     switched off. On a wide screen it lies on the map, on a narrow one in the panel. */
  cablenet.key = function (world, scene, map) {
    var list = make("ul", { class: "cn-layers" });
    entries(world).forEach(function (row) {
      scene.visible[row[0]] = row[3];
      var box = make("input", { type: "checkbox", "data-layer": row[0] });
      box.checked = row[3];
      box.addEventListener("change", function () { scene.show(row[0], box.checked); });
      var words = make("span", { class: "cn-words" }, [row[1], row[2] ? make("small", {}, row[2]) : null]);
      list.appendChild(make("li", { class: "cn-layer-" + row[0] }, make("label", {}, [box, sample(world, row[0]), words])));
    });
    var key = make("details", { class: "cn-key", open: "" }, [make("summary", {}, "Key and layers"), list]);
    var Key = L.Control.extend({
      onAdd: function () {
        var holder = make("div", { class: "cn-key-on-map" });
        L.DomEvent.disableClickPropagation(holder);
        L.DomEvent.disableScrollPropagation(holder);
        return holder;
      },
    });
    var holder = new Key({ position: "bottomleft" }).addTo(map).getContainer(), inPanel = document.getElementById("cn-key");
    function place() { (narrow.matches ? inPanel : holder).appendChild(key); }
    var narrow = window.matchMedia("(max-width: 760px)");
    narrow.addEventListener("change", place);
    place();
  };

  /* The systems that lost a segment, each a button that shows it. */
  cablenet.cutList = function (world, place, show) {
    var cut = {};
    world.links.forEach(function (link) { if (link.role === "cut" && link.kind !== "land") (cut[link.system] = cut[link.system] || []).push(link); });
    var rows = Object.keys(cut).map(function (number) {
      var system = world.systems[number];
      return { name: system ? system.name : cut[number][0].name || cut[number][0].id, links: cut[number] };
    });
    if (!rows.length) return;
    rows.sort(function (a, b) { return a.name.localeCompare(b.name, "en"); });
    place.appendChild(make("details", {}, [
      make("summary", {}, rows.length + (rows.length === 1 ? " system is cut" : " systems are cut")),
      make("ul", { class: "cn-list" }, rows.map(function (row) {
        var button = make("button", { type: "button", class: "cn-text" }, cablenet.data(row.name));
        button.addEventListener("click", function () { show({ kind: "link", link: row.links[0] }, row.links); });
        return make("li", {}, button);
      })),
    ]));
  };

  /* A search over systems and landing stations: type, then arrow keys and Enter, or Tab. */
  cablenet.search = function (world, place, show) {
    var input = make("input", { type: "search", placeholder: "Find a cable or landing station", "aria-label": "Find a cable or landing station", autocomplete: "off", spellcheck: "false" });
    var list = make("ul", { class: "cn-found", hidden: "" });
    var index = catalogue(world);
    function close() { list.hidden = true; list.replaceChildren(); }
    input.addEventListener("input", function () {
      var wanted = fold(input.value);
      if (wanted.length < 2) return close();
      var found = index.filter(function (entry) { return entry.key.indexOf(wanted) >= 0; });
      found.sort(function (a, b) { return (a.key.indexOf(wanted) > 0) - (b.key.indexOf(wanted) > 0) || a.name.localeCompare(b.name, "en"); });
      list.replaceChildren.apply(list, found.slice(0, 12).map(function (entry) {
        var button = make("button", { type: "button", class: "cn-text" }, [cablenet.data(entry.name), make("small", {}, entry.what)]);
        button.addEventListener("click", function () { close(); input.value = ""; show(entry.hit, entry.links); });
        return make("li", {}, button);
      }));
      if (!found.length) list.appendChild(make("li", { class: "cn-none" }, "Nothing of that name"));
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
      out.push({ name: system.name, key: fold(system.name), what: "cable system", hit: { kind: "link", link: longest }, links: links[number] });
    });
    world.nodes.forEach(function (node, number) {
      if (node.kind !== "station" || !node.used) return;
      out.push({ name: node.name, key: fold(node.name), what: "landing station", hit: { kind: "station", node: node, number: number }, links: null });
    });
    return out;
  }

  /* On a narrow screen the panel starts folded, so that the map is what is seen. */
  cablenet.fold = function (map) {
    var panel = document.querySelector(".cn-panel"), button = panel.querySelector(".cn-fold");
    var narrow = window.matchMedia("(max-width: 760px)");
    function set(open) {
      panel.classList.toggle("cn-folded", !open);
      button.setAttribute("aria-expanded", String(open));
      button.textContent = open ? "Hide details" : "Details";
      map.invalidateSize({ pan: false });
    }
    button.addEventListener("click", function () { set(panel.classList.contains("cn-folded")); });
    narrow.addEventListener("change", function () { set(!narrow.matches); });
    set(!narrow.matches);
  };
})(cablenet);
