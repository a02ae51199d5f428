/* Pick: what lies under the pointer, the nearest first. Only what is shown can be picked. */
(function (cablenet) {
  var RANK = { cut: 2, reduced: 3, idle: 5, intact: 5, waiting: 6, land: 7 };

  cablenet.pick = function (view, world, x, y, reach) {
    var hits = [], visible = view.visible;
    ["before", "after"].forEach(function (side) { pathHits(view, world, visible, side, x, y, Math.min(reach, 8), hits); });
    if (visible.stations && view.zoom >= cablenet.STATIONS_FROM) stationHits(view, world, x, y, reach, hits);
    view.face.batches.forEach(function (batch) {
      if (!cablenet.seen(view, batch)) return;
      var rank = RANK[batch.layer] || 4;
      batch.links.forEach(function (link) {
        cablenet.eachCopy(view, link.box, function (turns) {
          if (!inside(view, link.box, turns, x, y, reach)) return;
          var far = distance(view, cablenet.linkLine(view, link), turns, x, y);
          if (far <= reach + batch.stroke.width_px / 3) hits.push({ kind: "link", link: link, far: far, rank: rank });
        });
      });
    });
    hits.sort(function (a, b) {
      return (a.rank > 1) - (b.rank > 1) || (a.rank < 2 ? a.rank - b.rank : 0) || a.far - b.far || a.rank - b.rank;
    });
    return hits;
  };

  /* The country under the pointer, where countries are shaded. */
  cablenet.pickCountry = function (view, world, x, y) {
    if (!view.shaded) return [];
    var v = (y + view.oy) / view.turn, u = (x + view.ox) / view.turn, hits = [];
    world.countries.forEach(function (country, number) {
      var odd = country.rings.some(function (ring) { return [-1, 0, 1, 2, -2].some(function (t) { return contains(ring, u - t, v); }); });
      if (odd) hits.push({ kind: "country", country: country, number: number });
    });
    return hits.slice(0, 1);
  };

  function contains(ring, u, v) {
    var p = ring.points, n = p.length, odd = false;
    if (u < ring.box[0] || u > ring.box[2] || v < ring.box[1] || v > ring.box[3]) return false;
    for (var i = 0, j = n - 2; i < n; j = i, i += 2) {
      if (p[i + 1] > v !== p[j + 1] > v && u < ((p[j] - p[i]) * (v - p[i + 1])) / (p[j + 1] - p[i + 1]) + p[i]) odd = !odd;
    }
    return odd;
  }

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
