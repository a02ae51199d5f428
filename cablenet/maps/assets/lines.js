/* Lines: from the letters of the page to points of the world square, and back. */
"use strict";
var cablenet = {};

(function (cablenet) {
  var ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  var VALUE = new Uint8Array(128);
  for (var i = 0; i < ALPHABET.length; i++) VALUE[ALPHABET.charCodeAt(i)] = i;
  var SCALE = 1000; // coordinates are kept to 0.001 degree
  var MOST_NORTH = 85.0511;

  /* World square: u and v from 0 to 1 over one turn and over +-85 degrees (Web Mercator).
     u may lie outside, where a line passes the antimeridian. */
  cablenet.toWorld = function (lon, lat) {
    var y = (Math.max(-MOST_NORTH, Math.min(MOST_NORTH, lat)) * Math.PI) / 180;
    return [lon / 360 + 0.5, 0.5 - Math.log(Math.tan(Math.PI / 4 + y / 2)) / (2 * Math.PI)];
  };

  /* Letters to a flat array u, v, u, v, ... */
  cablenet.decode = function (text) {
    var out = [], at = [0, 0], axis = 0, number = 0, shift = 0;
    for (var i = 0; i < text.length; i++) {
      var value = VALUE[text.charCodeAt(i)];
      number |= (value & 31) << shift;
      shift += 5;
      if (value >= 32) continue;
      at[axis] += number & 1 ? -((number + 1) >> 1) : number >> 1;
      if (axis === 1) out.push.apply(out, cablenet.toWorld(at[0] / SCALE, at[1] / SCALE));
      axis = 1 - axis;
      number = shift = 0;
    }
    return Float64Array.from(out);
  };

  cablenet.boxOf = function (points) {
    var box = [Infinity, Infinity, -Infinity, -Infinity];
    for (var i = 0; i < points.length; i += 2) {
      box[0] = Math.min(box[0], points[i]);
      box[1] = Math.min(box[1], points[i + 1]);
      box[2] = Math.max(box[2], points[i]);
      box[3] = Math.max(box[3], points[i + 1]);
    }
    return box;
  };

  /* A ring of the ground from its arcs; ~n means arc n backwards, and shared ends stand once. Arcs are
     shifted by whole turns to follow one another; a ring that goes round the pole is closed along the
     foot of the map. */
  cablenet.stitch = function (ring, arcs) {
    var out = [];
    ring.forEach(function (number) {
      var arc = arcs[number < 0 ? ~number : number], count = arc.length / 2;
      var start = number < 0 ? arc[2 * count - 2] : arc[0];
      var turns = out.length ? Math.round(out[out.length - 2] - start) : 0;
      for (var j = out.length ? 1 : 0; j < count; j++) {
        var k = number < 0 ? count - 1 - j : j;
        out.push(arc[2 * k] + turns, arc[2 * k + 1]);
      }
    });
    if (Math.abs(out[out.length - 2] - out[0]) > 0.5) out.push(out[out.length - 2], 1.5, out[0], 1.5);
    return Float64Array.from(out);
  };

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
    world.land = raw.ground.land.map(function (ring) { return shape(cablenet.stitch(ring, arcs)); });
    world.coast = raw.ground.coast.map(function (n) { return shape(arcs[n]); });
    world.borders = raw.ground.borders.map(function (n) { return shape(arcs[n]); });
    world.area = raw.area.map(function (ring) { return shape(cablenet.decode(ring)); });
    world.chokepoints = raw.chokepoints.map(function (row) {
      return { name: row[0], text: row[1], rings: row[2].map(function (ring) { return shape(cablenet.decode(ring)); }) };
    });
    world.paths = { before: paths(raw.paths.before, world), after: paths(raw.paths.after, world) };
    sortPaths(world.paths);
    world.marks = raw.marks.map(function (at) { return cablenet.toWorld(at[0], at[1]); });
    world.places = raw.places.map(function (row) {
      return { name: row[0], kind: row[1], at: cablenet.toWorld(row[2], row[3]), zoom: row[4] };
    });
    return world;
  };

  function shape(points) { return { points: points, box: cablenet.boxOf(points), parts: parts(points) }; }

  /* The parts of an outline that are to be drawn: a shape that was split at 180 degrees has none there. */
  function parts(points) {
    var out = [], part = [];
    for (var i = 0; i < points.length; i += 2) {
      if (i && onSeam(points[i]) && onSeam(points[i - 2])) { out.push(part); part = []; }
      part.push(points[i], points[i + 1]);
    }
    out.push(part);
    return out.filter(function (p) { return p.length > 2; }).map(function (p) { return { points: p }; });
  }

  function onSeam(u) { return Math.abs(u - Math.round(u)) < 1e-6; }

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
