/* The world of an explorer: the same sheet, with other links cut and other traffic on them. */
(function (cablenet) {
  /* Put a cut on the sheet: roles of links, areas and crosses. */
  cablenet.putCut = function (world, switches, on, hit) {
    world.links.forEach(function (link) {
      if (link.whole === undefined) link.whole = link.role;
      var share = hit.get(link.index);
      link.role = share === undefined ? link.whole : share > 0 ? "reduced" : "cut";
      link.share = share === undefined ? 1 : share;
    });
    var chosen = on.map(function (number) { return shapes(switches[number]); });
    world.areas = [].concat.apply([], chosen.map(function (one) { return one.areas; }));
    world.area = [].concat.apply([], world.areas.map(function (area) { return area.rings; }));
    world.marks = [].concat.apply([], chosen.map(function (one) { return one.marks; }));
  };

  /* The shapes of a switch, read when it is first cut. */
  function shapes(one) {
    if (!one.read) {
      one.read = {
        areas: one.areas.map(function (row) {
          return { name: row[0], at: cablenet.toWorld(row[1], row[2]), rings: row[3].map(function (ring) { return cablenet.shape(cablenet.decode(ring)); }) };
        }),
        marks: one.marks.map(function (at) { return cablenet.toWorld(at[0], at[1]); }),
      };
    }
    return one.read;
  }

  /* Move the map east or west until the first shape of a switch is in its window. */
  cablenet.bring = function (map, one) {
    var row = one.areas[0];
    if (!row) return;
    var size = map.getSize(), lon = row[1] + 360 * Math.round((map.getCenter().lng - row[1]) / 360);
    var at = map.latLngToContainerPoint([row[2], lon]), margin = Math.min(90, size.x / 4);
    if (at.x < margin || at.x > size.x - margin) map.setView([map.getCenter().lat, lon], map.getZoom(), { animate: false });
  };

  /* Utilisation: of the capacity that is left where a link is reduced. */
  function loads(world, given, tbps, left) {
    return tbps.map(function (flow, i) {
      var room = given.room[i] * (left && world.links[i].share > 0 ? world.links[i].share : 1);
      return flow > 0 ? (room > 0 ? flow / room : Infinity) : 0;
    });
  }

  function nothing(world) { return world.links.map(function () { return null; }); }

  function filled(raw, values) {
    var out = Object.assign({}, raw);
    ["colour", "width", "countries"].forEach(function (part) { out[part] = raw[part] ? { scale: raw[part].scale, values: values[part] } : null; });
    return out;
  }

  /* The faces of a case: before, after and difference. With no case (null) nothing is known of the traffic after. */
  cablenet.caseFaces = function (world, given, cases, k) {
    if (!cases.base) {
      var base = cases.flows(0);
      cases.base = { flows: base, loads: loads(world, given, base, false) };
    }
    var flows0 = cases.base.flows, loads0 = cases.base.loads, none = k === null;
    var tbps = none ? nothing(world) : k ? cases.flows(k) : flows0, use = none ? tbps : loads(world, given, tbps, true);
    var change = none ? tbps : tbps.map(function (value, i) { return value - flows0[i]; });
    var countries = none ? [] : cases.countries(k);
    var lost = world.countries.map(function (_, i) { return none ? null : countries[i].lost; });
    var added = world.countries.map(function (_, i) { return none ? null : countries[i].added; });
    var facts = none ? [["Traffic before", "Tbps", flows0], ["Utilisation before", "%", loads0]] : [
      ["Traffic before", "Tbps", flows0], ["Traffic after", "Tbps", tbps], ["Utilisation before", "%", loads0], ["Utilisation after", "%", use],
    ];
    var before = cases.base.face || (cases.base.face = cablenet.face(world, filled(given.faces[0], { colour: loads0, width: flows0 }), world.raw.scales));
    var after = cablenet.face(world, filled(given.faces[1], { colour: use, width: tbps, countries: lost }), world.raw.scales);
    var moved = change.map(function (value) { return value === null ? null : Math.abs(value); });
    var difference = cablenet.face(world, filled(given.faces[2], { colour: change, width: moved, countries: added }), world.raw.scales);
    [before, after, difference].forEach(function (face) {
      face.facts = facts.map(function (fact) { return { title: fact[0], unit: fact[1], values: fact[2] }; });
    });
    world.faces.splice(0, 3, before, after, difference);
  };
})(cablenet);
