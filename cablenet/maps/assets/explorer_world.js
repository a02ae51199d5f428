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

  function flows(world, loads) {
    return loads.map(function (load, i) { return load === Infinity ? null : load * (world.links[i].capacity || 0); });
  }

  function nothing(world) { return world.links.map(function () { return null; }); }

  function filled(raw, values) {
    var out = Object.assign({}, raw);
    ["colour", "width", "countries"].forEach(function (part) { out[part] = raw[part] ? { scale: raw[part].scale, values: values[part] } : null; });
    return out;
  }

  /* The faces of a case: before, after and difference. With no case (null) nothing is known of the traffic after. */
  cablenet.caseFaces = function (world, given, cases, k) {
    var loads0 = cases.base || (cases.base = cases.loads(0)), flows0 = cases.baseFlows || (cases.baseFlows = flows(world, loads0));
    var none = k === null, loads = none ? nothing(world) : k ? cases.loads(k) : loads0, tbps = none ? loads : flows(world, loads);
    var change = none ? loads : tbps.map(function (value, i) { return value === null || flows0[i] === null ? null : value - flows0[i]; });
    // the load that is kept is one of the capacity with nothing cut
    var use = none ? loads : loads.map(function (load, i) { var share = world.links[i].share; return share > 0 && share < 1 ? load / share : load; });
    var countries = none ? [] : cases.countries(k);
    var lost = world.countries.map(function (_, i) { return none ? null : countries[i].lost; });
    var added = world.countries.map(function (_, i) { return none ? null : countries[i].added; });
    var facts = none ? [["Traffic before", "Tbps", flows0], ["Utilisation before", "%", loads0]] : [
      ["Traffic before", "Tbps", flows0], ["Traffic after", "Tbps", tbps], ["Utilisation before", "%", loads0], ["Utilisation after", "%", use],
    ];
    var after = cablenet.face(world, filled(given.faces[0], { colour: use, width: tbps, countries: lost }), world.raw.scales);
    var moved = change.map(function (value) { return value === null ? null : Math.abs(value); });
    var difference = cablenet.face(world, filled(given.faces[1], { colour: change, width: moved, countries: added }), world.raw.scales);
    [world.faces[0], after, difference].forEach(function (face) {
      face.facts = facts.map(function (fact) { return { title: fact[0], unit: fact[1], values: fact[2] }; });
    });
    world.faces.splice(1, 2, after, difference);
  };
})(cablenet);
