/* World: the whole block of data of the page, read once into objects. */
(function (cablenet) {
  /* Rows of the page to objects, by the names of their fields. */
  cablenet.named = function (rows, fields, texts, textual) {
    return rows.map(function (row) {
      var out = {};
      fields.forEach(function (field, i) {
        out[field] = textual.indexOf(field) >= 0 ? texts[row[i]] : row[i];
      });
      return out;
    });
  };

  /* The whole block of data, read once. */
  cablenet.read = function (raw) {
    var t = raw.texts, arcs = raw.ground.arcs.map(cablenet.decode);
    var world = {
      raw: raw,
      ink: raw.style.ink,
      strokes: raw.style.strokes,
      systems: cablenet.named(raw.systems, raw.fields.system, t,
        ["name", "status", "owners", "suppliers", "source", "confidence", "note"]),
      nodes: cablenet.named(raw.nodes, raw.fields.node, t, ["name", "kind", "country"]),
      links: cablenet.named(raw.links, raw.fields.link, t,
        ["id", "name", "kind", "status", "basis", "capacityBasis", "source"]),
    };
    world.links.forEach(function (link, i) {
      link.index = i;
      link.role = raw.roles[link.role];
      link.points = cablenet.decode(link.line);
      link.box = cablenet.boxOf(link.points);
      link.lane = lane(link);
    });
    world.nodes.forEach(function (node) { node.at = cablenet.toWorld(node.lon, node.lat); });
    world.land = raw.ground.land.map(function (ring) { return cablenet.shape(cablenet.stitch(ring, arcs)); });
    world.coast = raw.ground.coast.map(function (n) { return cablenet.shape(arcs[n]); });
    world.borders = raw.ground.borders.map(function (n) { return cablenet.shape(arcs[n]); });
    world.areas = raw.areas.map(function (row) {
      return { name: row[0], at: cablenet.toWorld(row[1], row[2]), rings: row[3].map(function (ring) { return cablenet.shape(cablenet.decode(ring)); }) };
    });
    world.area = world.areas.reduce(function (all, area) { return all.concat(area.rings); }, []);
    world.countries = (raw.countries || []).map(function (row) {
      return { code: row[0], name: row[1], rings: row[2].map(function (ring) { return cablenet.shape(cablenet.stitch(ring, arcs)); }) };
    });
    world.chokepoints = raw.chokepoints.map(function (row) {
      return { name: row[0], text: row[1], rings: row[2].map(function (ring) { return cablenet.shape(cablenet.decode(ring)); }) };
    });
    world.paths = { before: paths(raw.paths.before, world), after: paths(raw.paths.after, world) };
    sortPaths(world.paths);
    world.marks = raw.marks.map(function (at) { return cablenet.toWorld(at[0], at[1]); });
    world.places = raw.places.map(function (row) {
      return { name: row[0], kind: row[1], at: cablenet.toWorld(row[2], row[3]), zoom: row[4] };
    });
    world.facts = cablenet.facts(raw.facts);
    world.faces = raw.faces.map(function (face) { return cablenet.face(world, face, raw.scales); });
    return world;
  };

  /* Parallel systems lie side by side: each has a lane from -4 to 4. Lanes follow the system, so a
     system keeps its side, and are turned so that "left" means the same whichever way a line was laid. */
  function lane(link) {
    var n = link.points.length, number = ((Math.max(link.system, 0) * 4) % 9) - 4;
    return link.points[n - 2] < link.points[0] ? -number : number;
  }

  function paths(rows, world) {
    return rows.map(function (row) {
      var hops = row.hops.map(function (hop) {
        return { link: world.links[hop[0]], turns: hop[1], backwards: hop[2] === 1, shared: false };
      });
      return { rank: row.rank, rtt: row.rtt, km: row.km, corridor: row.corridor, hops: hops };
    });
  }

  /* What each path is beside the others: the best one of its side, kept (there before and after), lost
     (over a cut link) or other (after alone). Hops that both best paths share are striped. */
  function sortPaths(paths) {
    function way(path) { return path.hops.map(function (hop) { return hop.link.index; }).join(); }
    var ways = { before: paths.before.map(way), after: paths.after.map(way) };
    paths.before.forEach(function (path, i) {
      var lost = path.hops.some(function (hop) { return hop.link.role === "cut"; });
      path.layer = i === 0 ? "before" : lost ? "lost" : "kept";
    });
    paths.after.forEach(function (path, i) {
      path.layer = i === 0 ? "after" : ways.before.indexOf(ways.after[i]) >= 0 ? "kept" : "other";
      path.twin = path.layer === "kept";
    });
    if (!paths.before.length || !paths.after.length) return;
    var first = paths.before[0].hops.map(function (hop) { return hop.link; });
    paths.after[0].hops.forEach(function (hop) { hop.shared = first.indexOf(hop.link) >= 0; });
    paths.shared = paths.after[0].hops.some(function (hop) { return hop.shared; });
    paths.same = ways.before[0] === ways.after[0];
  }
})(cablenet);
