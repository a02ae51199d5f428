/* Pick: what lies under the pointer, the nearest first. Only what is shown can be picked. */
(function (cablenet) {
  var RANK = { path: 0, station: 1, cut: 2, reduced: 3, intact: 4, waiting: 5, land: 6 };

  cablenet.pick = function (view, world, visible, x, y, reach) {
    var hits = [];
    ["before", "after"].forEach(function (side) { pathHits(view, world, visible, side, x, y, Math.min(reach, 8), hits); });
    if (visible.stations && view.zoom >= cablenet.STATIONS_FROM) stationHits(view, world, x, y, reach, hits);
    world.links.forEach(function (link) {
      if (!visible[link.role] || (link.kind === "land" && view.zoom < cablenet.LAND_FROM)) return;
      cablenet.eachCopy(view, link.box, function (turns) {
        if (!inside(view, link.box, turns, x, y, reach)) return;
        var far = distance(view, cablenet.linkLine(view, link), turns, x, y);
        if (far <= reach) hits.push({ kind: "link", link: link, far: far, rank: RANK[link.role] });
      });
    });
    hits.sort(function (a, b) {
      return (a.rank > 1) - (b.rank > 1) || (a.rank < 2 ? a.rank - b.rank : 0) || a.far - b.far || a.rank - b.rank;
    });
    return hits;
  };

  function pathHits(view, world, visible, side, x, y, reach, hits) {
    var paths = world.paths[side];
    paths.forEach(function (path, i) {
      if (!visible[path.layer] || path.twin) return;
      var best = Infinity;
      path.hops.forEach(function (hop) {
        cablenet.eachCopy(view, hop.link.box, function (turns) {
          if (!inside(view, hop.link.box, turns, x, y, reach)) return;
          best = Math.min(best, distance(view, cablenet.hopLine(view, hop), turns, x, y));
        });
      });
      if (best <= reach) hits.push({ kind: "path", side: side, path: path, far: best, rank: i ? 1 : 0 });
    });
  }

  function stationHits(view, world, x, y, reach, hits) {
    world.nodes.forEach(function (node, number) {
      if (node.kind !== "station" || !node.used) return;
      var py = node.at[1] * view.turn - view.oy;
      if (Math.abs(py - y) > reach + 3) return;
      for (var turns = view.first; turns <= view.last; turns++) {
        var far = Math.hypot((node.at[0] + turns) * view.turn - view.ox - x, py - y);
        if (far <= reach + 3) hits.push({ kind: "station", node: node, number: number, far: far, rank: 1 });
      }
    });
  }

  function inside(view, box, turns, x, y, reach) {
    var m = reach + 12;
    return x >= (box[0] + turns) * view.turn - view.ox - m && x <= (box[2] + turns) * view.turn - view.ox + m &&
      y >= box[1] * view.turn - view.oy - m && y <= box[3] * view.turn - view.oy + m;
  }

  /* Least distance from a point to a line, in pixels. */
  function distance(view, line, turns, x, y) {
    var xs = line.xs, ys = line.ys, best = Infinity;
    x += view.ox - turns * view.turn;
    y += view.oy;
    for (var i = 1; i < xs.length; i++) {
      var dx = xs[i] - xs[i - 1], dy = ys[i] - ys[i - 1], square = dx * dx + dy * dy;
      var t = square ? ((x - xs[i - 1]) * dx + (y - ys[i - 1]) * dy) / square : 0;
      t = Math.max(0, Math.min(1, t));
      best = Math.min(best, Math.hypot(x - xs[i - 1] - t * dx, y - ys[i - 1] - t * dy));
    }
    return best;
  }
})(cablenet);
