/* Ink: lines on the canvas, cased, dashed, in batches, and arrows along them. */
(function (cablenet) {
  /* Add one copy of a line to the current path, leaving out steps that lie wholly to one side of the canvas. */
  cablenet.trace = trace;
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
  cablenet.ink = function (ctx, view, lines, stroke) {
    ctx.beginPath();
    lines.forEach(function (line) { trace(ctx, view, line[0], line[1]); });
    strokes(ctx, view, stroke, null);
  };

  /* Casing and line over the current path, or over one that was kept. */
  function strokes(ctx, view, stroke, path) {
    var grow = view.grow;
    if (stroke.casing) {
      ctx.globalAlpha = 0.9;
      ctx.strokeStyle = stroke.casing;
      ctx.lineWidth = stroke.casing_px * grow;
      path ? ctx.stroke(path) : ctx.stroke();
    }
    ctx.globalAlpha = stroke.alpha;
    ctx.strokeStyle = stroke.colour;
    ctx.lineWidth = stroke.width_px * grow;
    ctx.lineCap = stroke.dash_px.length ? "butt" : "round";
    ctx.setLineDash(stroke.dash_px.map(function (part) { return part * grow; }));
    path ? ctx.stroke(path) : ctx.stroke();
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }

  /* Below this zoom nearly everything is seen at once: lines and ground are kept as paths of the whole world,
     and drawing is but to move them. */
  cablenet.KEEP_BELOW = 4.6;

  /* All links of a batch. */
  cablenet.inkBatch = function (ctx, view, batch) {
    if (view.zoom >= cablenet.KEEP_BELOW) return cablenet.ink(ctx, view, cablenet.linesOf(view, batch.links), batch.stroke);
    if (!batch.kept || batch.kept.zoom !== view.zoom) batch.kept = { zoom: view.zoom, path: whole(view, batch.links) };
    cablenet.eachCopy(view, batch.box, function (turns) {
      ctx.save();
      ctx.translate(turns * view.turn - view.ox, -view.oy);
      strokes(ctx, view, batch.stroke, batch.kept.path);
      ctx.restore();
    });
  };

  function whole(view, links) {
    var path = new Path2D();
    links.forEach(function (link) {
      var line = cablenet.linkLine(view, link);
      path.moveTo(line.xs[0], line.ys[0]);
      for (var i = 1; i < line.xs.length; i++) path.lineTo(line.xs[i], line.ys[i]);
    });
    return path;
  }

  cablenet.linesOf = function (view, links) {
    var lines = [];
    links.forEach(function (link) {
      cablenet.eachCopy(view, link.box, function (turns) { lines.push([cablenet.linkLine(view, link), turns]); });
    });
    return lines;
  };

  /* Arrows along a line, in the direction of its flow. */
  var APART = 130, HEAD = 4.5;
  cablenet.arrows = function (ctx, view, link, backwards) {
    var line = cablenet.linkLine(view, link), xs = line.xs, ys = line.ys, r = HEAD * view.grow;
    cablenet.eachCopy(view, link.box, function (turns) {
      var gone = APART / 2;
      for (var i = 1; i < xs.length; i++) {
        var dx = xs[i] - xs[i - 1], dy = ys[i] - ys[i - 1], length = Math.hypot(dx, dy);
        for (gone += length; gone >= APART && length; gone -= APART) {
          var t = 1 - (gone - APART) / length, x = xs[i - 1] + t * dx + turns * view.turn - view.ox, y = ys[i - 1] + t * dy - view.oy;
          if (x < view.x0 || x > view.x1 || y < view.y0 || y > view.y1) continue;
          ctx.save();
          ctx.translate(x, y);
          ctx.rotate(Math.atan2(dy, dx) + (backwards ? Math.PI : 0));
          ctx.beginPath();
          ctx.moveTo(-r * 0.7, -r);
          ctx.lineTo(r * 0.9, 0);
          ctx.lineTo(-r * 0.7, r);
          ctx.stroke();
          ctx.restore();
        }
      }
    });
  };
})(cablenet);
