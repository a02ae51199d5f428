/* Key: the legend, which is also the layer control. Each line says what it looks like and how many there are, and
   can be switched off. It lies in the panel; on the map where there is room: on a wide screen, and without classes. */
(function (cablenet) {
  var make = function () { return cablenet.make.apply(null, arguments); };
  var OFF = ["chokepoints"];

  /* What the key can list, in its order: layer, words, remark, and whether there is any. Counts are of segments at sea. */
  function entries(world, face) {
    var count = {}, all = world.paths.before.concat(world.paths.after);
    world.links.forEach(function (link) {
      var layer = face.layers[link.index], name = link.kind === "land" && layer !== "land" ? "dry_" + layer : layer;
      count[name] = (count[name] || 0) + 1;
    });
    function many(layer) { return count[layer] ? cablenet.figure(count[layer]) : ""; }
    function dry(layer) { return count["dry_" + layer] ? " " + cablenet.say("plus_land", { n: many("dry_" + layer) }) : ""; }
    function any(layer) { return all.some(function (path) { return path.layer === layer; }); }
    function both(layer) { return count[layer] || count["dry_" + layer]; }
    var classes = face.colour ? face.colour.scale.colours.map(function (colour, at) {
      return ["v" + at, cablenet.classWords(face.colour.scale, at), many("v" + at), true];
    }).reverse() : [];
    var zoomed = cablenet.say("zoom_in"), after = world.paths.same ? "same_striped" : world.paths.shared ? "part_striped" : "";
    return [
      ["before", cablenet.say("best_before"), "", any("before")],
      ["after", cablenet.say("best_after"), after ? cablenet.say(after) : "", any("after")],
      ["lost", cablenet.say("next_lost"), "", any("lost")],
      ["other", cablenet.say("next_after"), "", any("other")],
      ["kept", cablenet.say("next_kept"), "", any("kept")],
    ].concat(classes, [
      ["idle", cablenet.say("value_none"), many("idle"), both("idle")],
      ["area", cablenet.say("area_cut"), "", world.area.length && face.cut],
      ["cut", cablenet.say("segments_cut"), many("cut") + dry("cut"), both("cut")],
      ["reduced", cablenet.say("segments_reduced"), many("reduced") + dry("reduced"), both("reduced")],
      ["intact", cablenet.say(face.colour ? "no_value" : "segments_intact"), many("intact"), count.intact],
      ["waiting", cablenet.say("segments_waiting"), many("waiting"), count.waiting],
      ["land", cablenet.say("overland_links"), zoomed, count.land],
      ["countries", "", "", face.countries !== null],
      ["stations", cablenet.say("stations"), zoomed, world.nodes.length],
      ["chokepoints", cablenet.say("chokepoints"), "", world.chokepoints.length],
      ["names", cablenet.say("place_names"), "", true],
    ]).filter(function (row) { return row[3]; });
  }

  function pen(box) {
    var svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", box);
    svg.setAttribute("aria-hidden", "true");
    svg.add = function (tag, attributes, text) {
      var node = document.createElementNS("http://www.w3.org/2000/svg", tag);
      Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
      if (text) node.textContent = text;
      svg.appendChild(node);
    };
    return svg;
  }

  /* A sample of a layer as it looks on the map. */
  function sample(world, face, name) {
    var svg = pen("0 0 34 16"), add = svg.add;
    svg.setAttribute("class", "cn-sample");
    function line(stroke, y) {
      if (stroke.casing) add("path", { d: "M2 " + y + "H32", stroke: stroke.casing, "stroke-width": stroke.casing_px, fill: "none" });
      add("path", { d: "M2 " + y + "H32", stroke: stroke.colour, "stroke-width": Math.max(1.4, stroke.width_px), "stroke-dasharray": stroke.dash_px.join(" ") || "none", fill: "none", opacity: stroke.alpha });
    }
    if (name[0] === "v") {
      add("path", { d: "M2 8H32", stroke: face.colour.scale.colours[Number(name.slice(1))], "stroke-width": 6, fill: "none" });
    } else if (name === "area") {
      add("rect", { x: 3, y: 2, width: 28, height: 12, fill: world.ink.area, "fill-opacity": 0.16, stroke: world.ink.area, "stroke-width": 1.4 });
      add("path", { d: "M5 14L15 2M12 14L22 2M19 14L29 2M26 14L31 8M3 8L8 2", stroke: world.ink.area, "stroke-width": 0.9 });
    } else if (name === "chokepoints") {
      add("rect", { x: 3, y: 2, width: 28, height: 12, fill: world.ink.chokepoint, "fill-opacity": 0.12, stroke: world.ink.chokepoint });
    } else if (name === "stations") {
      add("circle", { cx: 17, cy: 8, r: 4, fill: "#ffffff", stroke: world.ink.station, "stroke-width": 1.6 });
    } else if (name === "names") {
      add("path", { d: "M11 13L17 3L23 13M13.4 9.4H20.6", stroke: world.ink.text, "stroke-width": 1.6, fill: "none" });
    } else {
      line(world.strokes[name === "idle" ? "intact" : name], 8);
    }
    return svg;
  }

  function titled(scale) {
    var unit = scale.unit && scale.unit !== "%" ? ", " + scale.unit : scale.unit ? ", %" : "";
    return make("p", { class: "cn-scale" }, [cablenet.data(cablenet.worded(scale.title)), unit]);
  }

  var STRIP = 208;

  /* Samples side by side with the breaks between them; where there are many, every other one. */
  function strip(scale, count, add) {
    var step = STRIP / count, svg = pen("0 0 " + STRIP + " 26"), sparse = scale.breaks.length > 6;
    svg.setAttribute("class", "cn-strip");
    for (var at = 0; at < count; at++) add(svg, at, at * step, step);
    scale.breaks.forEach(function (value, at) {
      if (sparse && at % 2 !== (scale.signed ? (at < scale.breaks.length / 2 ? 0 : 1) : 1)) return;
      var x = Math.max(14, Math.min(STRIP - 14, (at + 1) * step));
      svg.add("text", { x: x, y: 23, "text-anchor": "middle", "font-size": 11.5, fill: "#16202a" }, (scale.signed && value > 0 ? "+" : "") + cablenet.short(value * scale.factor));
    });
    return svg;
  }

  function hues(scale) {
    return strip(scale, scale.colours.length, function (svg, at, x, step) { svg.add("rect", { x: x, y: 0, width: step, height: 11, fill: scale.colours[at] }); });
  }

  function wedge(world, scale) {
    return strip(scale, scale.widths.length, function (svg, at, x, step) {
      svg.add("path", { d: "M" + (x + 1) + " 6h" + (step - 2), stroke: world.ink.text, "stroke-width": scale.widths[at], fill: "none" });
    });
  }

  /* A small legend on the map, for whoever sees the picture alone. */
  cablenet.legend = function (world, face, place) {
    if (!face.colour) return place.replaceChildren();
    var parts = [titled(face.colour.scale), hues(face.colour.scale)];
    if (face.width && face.width.scale.title !== face.colour.scale.title) parts.push(titled(face.width.scale), wedge(world, face.width.scale));
    if (face.cut && world.links.some(function (link) { return link.role === "cut"; })) {
      parts.push(make("p", { class: "cn-one" }, [sample(world, face, "cut"), cablenet.say("segments_cut")]));
    }
    place.replaceChildren(make("div", { class: "cn-legend", "aria-hidden": "true" }, parts));
  };

  function row(world, face, entry, changed) {
    var name = entry[0], box = make("input", { type: "checkbox", "data-layer": name });
    box.checked = changed.visible(name);
    box.addEventListener("change", function () { changed.set(name, box.checked); });
    if (name === "countries") {
      var label = make("label", {}, [box, make("span", { class: "cn-words" }, titled(face.countries.scale))]);
      return make("li", { class: "cn-layer-countries" }, [label, hues(face.countries.scale)]);
    }
    var words = make("span", { class: "cn-words" }, [entry[1], entry[2] ? make("small", {}, entry[2]) : null]);
    return make("li", { class: "cn-layer-" + name }, make("label", {}, [box, sample(world, face, name), words]));
  }

  function fill(world, face, key, changed) {
    var list = make("ul", { class: "cn-layers" }), legend = face.colour ? [titled(face.colour.scale)] : [];
    entries(world, face).forEach(function (entry) { list.appendChild(row(world, face, entry, changed)); });
    var wide = face.width ? [titled(face.width.scale), wedge(world, face.width.scale)] : [];
    key.replaceChildren.apply(key, [make("summary", {}, cablenet.say("key"))].concat(legend, list, wide));
  }

  /* Answers how to show another face. Which layers are off is kept in the state. */
  cablenet.key = function (world, scenes, map, state) {
    var visible = scenes.visible, face = scenes.face;
    var off = state.get("off") ? state.get("off").split(",") : OFF;
    function set(name, yes) {
      visible[name] = yes;
      off = off.filter(function (other) { return other !== name; }).concat(yes ? [] : [name]).sort();
      state.set({ off: off.join() === OFF.join() ? "" : off.join() || "none" });
      scenes.redraw();
    }
    var changed = { visible: function (name) { return visible[name]; }, set: set };
    var key = make("details", { class: "cn-key", open: "" }), inPanel = document.getElementById("cn-key");
    var holder = corner(map), legend = holder.appendChild(make("div")), narrow = window.matchMedia("(max-width: 760px)");
    function draw() {
      world.faces.forEach(function (one) { entries(world, one).forEach(function (row) { if (!(row[0] in visible)) visible[row[0]] = off.indexOf(row[0]) < 0; }); });
      fill(world, face, key, changed);
      cablenet.legend(world, face, legend);
    }
    function place() { (narrow.matches || face.colour ? inPanel : holder).appendChild(key); }
    narrow.addEventListener("change", place);
    place();
    cablenet.tell(draw);
    return function (next) { face = next; draw(); };
  };

  function corner(map) {
    var Key = L.Control.extend({
      onAdd: function () {
        var holder = make("div", { class: "cn-key-on-map" });
        L.DomEvent.disableClickPropagation(holder);
        L.DomEvent.disableScrollPropagation(holder);
        return holder;
      },
    });
    return new Key({ position: "bottomleft" }).addTo(map).getContainer();
  }
})(cablenet);
