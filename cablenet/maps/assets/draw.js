/* Draw: the picture, from the ground up. Pure: it reads the view and the world and paints a canvas. */
(function (cablenet) {
  var FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
  var STATIONS_FROM = 5, STATION_NAMES_FROM = 7, LAND_FROM = 4;
  cablenet.STATIONS_FROM = STATIONS_FROM;
  cablenet.LAND_FROM = LAND_FROM;

  cablenet.draw = function (ctx, view, world, visible, highlight) {
    ctx.lineJoin = ctx.lineCap = "round";
    ground(ctx, view, world);
    if (visible.chokepoints) chokepoints(ctx, view, world);
    if (visible.area) area(ctx, view, world);
    ["land", "waiting", "intact", "reduced", "cut"].forEach(function (role) {
      if (visible[role]) cables(ctx, view, world, role);
    });
    ["kept", "lost", "other", "before", "after"].forEach(function (layer) {
      if (visible[layer]) paths(ctx, view, world, layer, visible);
    });
    if (highlight) glow(ctx, view, world, highlight);
    var w = view.window, taken = [[w[2] - 60, w[1], w[2], w[1] + 145]]; // the buttons lie there
    if (visible.cut) crosses(ctx, view, world);
    if (visible.before || visible.after) ends(ctx, view, world, visible, taken);
    if (visible.stations && view.zoom >= STATIONS_FROM) stations(ctx, view, world, taken);
    if (visible.names) names(ctx, view, world, taken);
  };

  /* ---- lines ---- */

  /* Add one copy of a line to the current path, leaving out steps that lie wholly to one side of the canvas. */
  function trace(ctx, view, line, turns) {
    var xs = line.xs, ys = line.ys, m = 12, down = false, ox = turns * view.turn - view.ox, oy = -view.oy;
    var ax = xs[0] + ox, ay = ys[0] + oy;
    for (var i = 1; i < xs.length; i++) {
      var bx = xs[i] + ox, by = ys[i] + oy;
      if ((ax < view.x0 - m && bx < view.x0 - m) || (ax > view.x1 + m && bx > view.x1 + m) ||
          (ay < view.y0 - m && by < view.y0 - m) || (ay > view.y1 + m && by > view.y1 + m)) {
        down = false;
      } else {
        if (!down) ctx.moveTo(ax, ay);
        ctx.lineTo(bx, by);
        down = true;
      }
      ax = bx;
      ay = by;
    }
  }

  /* Stroke a batch of lines at once, casing first. */
  function ink(ctx, view, lines, stroke, width) {
    var grow = width || view.grow;
    ctx.beginPath();
    lines.forEach(function (line) { trace(ctx, view, line[0], line[1]); });
    if (stroke.casing) {
      ctx.globalAlpha = 0.9;
      ctx.strokeStyle = stroke.casing;
      ctx.lineWidth = stroke.casing_px * grow;
      ctx.stroke();
    }
    ctx.globalAlpha = stroke.alpha;
    ctx.strokeStyle = stroke.colour;
    ctx.lineWidth = stroke.width_px * grow;
    ctx.lineCap = stroke.dash_px.length ? "butt" : "round";
    ctx.setLineDash(stroke.dash_px.map(function (part) { return part * grow; }));
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }

  function linesOf(view, links) {
    var lines = [];
    links.forEach(function (link) {
      cablenet.eachCopy(view, link.box, function (turns) {
        lines.push([cablenet.linkLine(view, link), turns]);
      });
    });
    return lines;
  }

  function cables(ctx, view, world, role) {
    if (role === "land" && view.zoom < LAND_FROM) return;
    var links = world.links.filter(function (link) { return link.role === role && (view.zoom >= LAND_FROM || link.kind !== "land"); });
    if (links.length) ink(ctx, view, linesOf(view, links), world.strokes[role]);
  }

  function glow(ctx, view, world, links) {
    var lines = linesOf(view, links);
    ink(ctx, view, lines, { colour: "#16202a", width_px: 2.6, alpha: 1, dash_px: [], casing: "#ffd84d", casing_px: 6 });
  }

  /* Hops in every copy of the world. */
  function runs(view, hops) {
    var out = [];
    hops.forEach(function (hop) {
      cablenet.eachCopy(view, hop.link.box, function (turns) { out.push([cablenet.hopLine(view, hop), turns]); });
    });
    return out;
  }

  /* The paths of one layer; where the best ones before and after are the same, the later is striped over
     the earlier, so that both can be seen. */
  function paths(ctx, view, world, layer, visible) {
    world.paths.before.concat(world.paths.after).forEach(function (path) {
      if (path.layer !== layer || path.twin) return;
      var striped = layer === "after" && visible.before;
      ink(ctx, view, runs(view, path.hops.filter(function (hop) { return !(striped && hop.shared); })), world.strokes[layer]);
      if (!striped) return;
      var stripe = { colour: world.strokes.after.colour, width_px: world.strokes.after.width_px, alpha: 1, dash_px: [7, 7], casing: "" };
      ink(ctx, view, runs(view, path.hops.filter(function (hop) { return hop.shared; })), stripe);
    });
  }

  /* ---- areas ---- */

  function rings(ctx, view, shapes) {
    ctx.beginPath();
    shapes.forEach(function (shape) {
      cablenet.eachCopy(view, shape.box, function (turns) {
        var line = cablenet.project(view, shape, shape.points, 0), ox = turns * view.turn - view.ox;
        ctx.moveTo(line.xs[0] + ox, line.ys[0] - view.oy);
        for (var i = 1; i < line.xs.length; i++) ctx.lineTo(line.xs[i] + ox, line.ys[i] - view.oy);
        ctx.closePath();
      });
    });
  }

  /* Outlines, without the seam that split shapes have at 180 degrees (see parts in lines.js). */
  function edges(ctx, view, shapes) {
    ctx.beginPath();
    shapes.forEach(function (shape) {
      cablenet.eachCopy(view, shape.box, function (turns) {
        shape.parts.forEach(function (part) { trace(ctx, view, cablenet.project(view, part, part.points, 0), turns); });
      });
    });
    ctx.stroke();
  }

  /* The ground hardly changes: below this zoom it is kept as one path of the whole world. */
  var KEEP_BELOW = 4.6, kept = { zoom: null };

  function ground(ctx, view, world) {
    ctx.fillStyle = world.ink.sea;
    ctx.fillRect(view.x0, view.y0, view.x1 - view.x0, view.y1 - view.y0);
    ctx.fillStyle = world.ink.land;
    if (view.zoom < KEEP_BELOW) keptGround(ctx, view, world);
    else nearGround(ctx, view, world);
    var foot = view.turn * 0.9985 - view.oy; // the sheet ends in Antarctica: carry its colour on
    if (foot < view.y1) ctx.fillRect(view.x0, foot, view.x1 - view.x0, view.y1 - foot);
  }

  function nearGround(ctx, view, world) {
    rings(ctx, view, world.land);
    ctx.fill("evenodd");
    ctx.lineWidth = 0.7;
    ctx.strokeStyle = world.ink.coast;
    edges(ctx, view, world.coast);
    ctx.strokeStyle = world.ink.border;
    edges(ctx, view, world.borders);
  }

  function keptGround(ctx, view, world) {
    if (kept.zoom !== view.zoom) {
      kept = { zoom: view.zoom, land: whole(view, world.land, true), coast: whole(view, world.coast), borders: whole(view, world.borders) };
    }
    for (var turns = view.first; turns <= view.last; turns++) {
      if (!cablenet.meets(view, [-0.1, 0, 1.1, 1], turns)) continue;
      ctx.save();
      ctx.translate(turns * view.turn - view.ox, -view.oy);
      ctx.fill(kept.land, "evenodd");
      ctx.lineWidth = 0.7;
      ctx.strokeStyle = world.ink.coast;
      ctx.stroke(kept.coast);
      ctx.strokeStyle = world.ink.border;
      ctx.stroke(kept.borders);
      ctx.restore();
    }
  }

  /* All shapes as one path in pixels of the world; what is smaller than a pixel is left out. */
  function whole(view, shapes, closed) {
    var path = new Path2D();
    shapes.forEach(function (shape) {
      if ((shape.box[2] - shape.box[0] + shape.box[3] - shape.box[1]) * view.turn < 1.2) return;
      var line = cablenet.project(view, shape, shape.points, 0);
      path.moveTo(line.xs[0], line.ys[0]);
      for (var i = 1; i < line.xs.length; i++) path.lineTo(line.xs[i], line.ys[i]);
      if (closed) path.closePath();
    });
    return path;
  }

  function area(ctx, view, world) {
    if (!world.area.length) return;
    rings(ctx, view, world.area);
    ctx.fillStyle = hatch(ctx, world.ink.area);
    ctx.fillStyle.setTransform(new DOMMatrix([0.5, 0, 0, 0.5, -view.ox % 8, -view.oy % 8])); // fixed to the sheet
    ctx.fill("evenodd");
    ctx.lineWidth = 1.5 * view.grow;
    ctx.strokeStyle = world.ink.area;
    edges(ctx, view, world.area);
  }

  var hatches = {};
  function hatch(ctx, colour) {
    if (hatches[colour]) return hatches[colour];
    var tile = document.createElement("canvas"), size = 16;
    tile.width = tile.height = size;
    var pen = tile.getContext("2d");
    pen.globalAlpha = 0.1;
    pen.fillStyle = colour;
    pen.fillRect(0, 0, size, size);
    pen.globalAlpha = 0.38;
    pen.strokeStyle = colour;
    pen.lineWidth = 1.6;
    pen.beginPath();
    [-size, 0, size].forEach(function (shift) {
      pen.moveTo(shift - 2, size + 2);
      pen.lineTo(shift + size + 2, -2);
    });
    pen.stroke();
    hatches[colour] = ctx.createPattern(tile, "repeat");
    return hatches[colour];
  }

  function chokepoints(ctx, view, world) {
    world.chokepoints.forEach(function (point) {
      rings(ctx, view, point.rings);
      ctx.globalAlpha = 0.12;
      ctx.fillStyle = world.ink.chokepoint;
      ctx.fill("evenodd");
      ctx.globalAlpha = 0.9;
      ctx.lineWidth = 1;
      ctx.strokeStyle = world.ink.chokepoint;
      edges(ctx, view, point.rings);
      ctx.globalAlpha = 1;
    });
  }

  /* ---- marks and names ---- */

  function eachPoint(view, at, margin, call) {
    var y = at[1] * view.turn - view.oy;
    if (y < view.y0 - margin || y > view.y1 + margin) return;
    for (var turns = view.first; turns <= view.last; turns++) {
      var x = (at[0] + turns) * view.turn - view.ox;
      if (x >= view.x0 - margin && x <= view.x1 + margin) call(x, y);
    }
  }

  function crosses(ctx, view, world) {
    var r = 5.5 * view.grow, drawn = [];
    ctx.lineCap = "round";
    world.marks.forEach(function (at) {
      eachPoint(view, at, 20, function (x, y) {
        if (drawn.some(function (other) { return Math.hypot(other[0] - x, other[1] - y) < 2.6 * r; })) return;
        drawn.push([x, y]);
        [["#ffffff", 5.5], [world.ink.area, 2.8]].forEach(function (pass) {
          ctx.strokeStyle = pass[0];
          ctx.lineWidth = pass[1] * view.grow;
          ctx.beginPath();
          ctx.moveTo(x - r, y - r);
          ctx.lineTo(x + r, y + r);
          ctx.moveTo(x - r, y + r);
          ctx.lineTo(x + r, y - r);
          ctx.stroke();
        });
      });
    });
  }

  function dot(ctx, x, y, radius, fill, edge, width) {
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = fill;
    ctx.fill();
    ctx.strokeStyle = edge;
    ctx.lineWidth = width;
    ctx.stroke();
  }

  /* The two ends of the best path, before or after, with their names. */
  function ends(ctx, view, world, visible, taken) {
    var drawn = {};
    ["before", "after"].forEach(function (side) {
      var path = world.paths[side][0];
      if (!visible[side] || !path || !path.hops.length) return;
      var first = path.hops[0], last = path.hops[path.hops.length - 1];
      [first.backwards ? first.link.b : first.link.a, last.backwards ? last.link.a : last.link.b].forEach(function (number) {
        var node = world.nodes[number];
        if (!node || drawn[number]) return;
        drawn[number] = true;
        eachPoint(view, node.at, 60, function (x, y) {
          dot(ctx, x, y, 5.5, "#ffffff", world.ink.text, 2.5);
          taken.push([x - 9, y - 9, x + 9, y + 9]);
          label(ctx, node.name, x, y, { font: "700 13px " + FONT, colour: world.ink.text, gap: 13, halo: 4, taken: taken, force: true, within: view.window });
        });
      });
    });
  }

  function stations(ctx, view, world, taken) {
    var named = view.zoom >= STATION_NAMES_FROM;
    var big = world.nodes.filter(function (node) { return node.kind === "station" && node.used; });
    big.sort(function (a, b) { return b.used - a.used; });
    big.forEach(function (node) {
      eachPoint(view, node.at, 20, function (x, y) {
        dot(ctx, x, y, 2.6 + Math.min(2, node.used / 6), "#ffffff", world.ink.station, 1.4);
      });
    });
    if (!named) return;
    big.forEach(function (node) {
      eachPoint(view, node.at, 20, function (x, y) {
        label(ctx, node.name, x, y, { font: "11px " + FONT, colour: world.ink.station, gap: 7, halo: 3, taken: taken });
      });
    });
  }

  var LOOK = {
    ocean: { font: "italic 14px " + FONT, colour: "sea_name", spaced: true },
    sea: { font: "italic 12px " + FONT, colour: "sea_name" },
    country: { font: "600 11px " + FONT, colour: "land_name", spaced: true },
    city: { font: "11px " + FONT, colour: "text" },
  };

  function names(ctx, view, world, taken) {
    world.places.forEach(function (place) {
      if (view.zoom < place.zoom || (place.kind === "city" && view.zoom >= STATION_NAMES_FROM)) return;
      var look = LOOK[place.kind];
      eachPoint(view, place.at, 60, function (x, y) {
        var style = { font: look.font, colour: world.ink[look.colour], halo: 3, taken: taken, middle: place.kind !== "city", gap: 5 };
        if ("letterSpacing" in ctx) ctx.letterSpacing = look.spaced ? "0.08em" : "0px";
        var done = label(ctx, place.name, x, y, style);
        if ("letterSpacing" in ctx) ctx.letterSpacing = "0px";
        if (done && place.kind === "city") dot(ctx, x, y, 1.9, world.ink.text, "#ffffff", 1);
      });
    });
  }

  /* A text with a halo, beside its point or on it, unless another text lies there. One that must be
     drawn takes the first place that lies in the window, or the first of all. */
  function label(ctx, text, x, y, style) {
    ctx.font = style.font;
    var width = ctx.measureText(text).width, half = 7, gap = style.gap;
    var spots = style.middle ? [[x - width / 2, y]] : [[x + gap, y], [x - gap - width, y], [x - width / 2, y - 13], [x - width / 2, y + 13]];
    var boxes = spots.map(function (spot) { return [spot[0] - 3, spot[1] - half, spot[0] + width + 3, spot[1] + half]; });
    var free = boxes.findIndex(function (box) {
      return !style.taken.some(function (other) { return overlap(box, other); }) && (!style.within || within(box, style.within));
    });
    if (free < 0 && !style.force) return false;
    var at = spots[Math.max(0, free)];
    style.taken.push(boxes[Math.max(0, free)]);
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.strokeStyle = "rgba(255,255,255,0.85)";
    ctx.lineWidth = style.halo;
    ctx.strokeText(text, at[0], at[1]);
    ctx.fillStyle = style.colour;
    ctx.fillText(text, at[0], at[1]);
    return true;
  }

  function within(box, frame) { return box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3]; }
  function overlap(a, b) { return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]; }
})(cablenet);
