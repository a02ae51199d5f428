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

  /* A shape: its points, its box, and the parts of its outline that are to be drawn: a shape that was split
     at 180 degrees has none there. */
  cablenet.shape = function (points) { return { points: points, box: cablenet.boxOf(points), parts: parts(points) }; };

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
})(cablenet);
