/* Ground: sea, land, shaded countries, borders, and the areas on them. */
(function (cablenet) {
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
        shape.parts.forEach(function (part) { cablenet.trace(ctx, view, cablenet.project(view, part, part.points, 0), turns); });
      });
    });
    ctx.stroke();
  }

  var kept = { zoom: null };

  cablenet.ground = function (ctx, view, world) {
    ctx.fillStyle = world.ink.sea;
    ctx.fillRect(view.x0, view.y0, view.x1 - view.x0, view.y1 - view.y0);
    ctx.fillStyle = world.ink.land;
    if (view.zoom < cablenet.KEEP_BELOW) keptGround(ctx, view, world);
    else nearGround(ctx, view, world);
    var foot = view.turn * 0.9985 - view.oy; // the sheet ends in Antarctica: carry its colour on
    if (foot < view.y1) { ctx.fillStyle = world.ink.land; ctx.fillRect(view.x0, foot, view.x1 - view.x0, view.y1 - foot); }
  };

  function nearGround(ctx, view, world) {
    rings(ctx, view, world.land);
    ctx.fill("evenodd");
    if (view.shaded) shades(world, view.face).forEach(function (shade) {
      rings(ctx, view, shade.shapes);
      ctx.fillStyle = shade.colour;
      ctx.fill("evenodd");
    });
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
      ctx.fillStyle = world.ink.land;
      ctx.fill(kept.land, "evenodd");
      if (view.shaded) shades(world, view.face).forEach(function (shade) {
        if (shade.zoom !== view.zoom) { shade.zoom = view.zoom; shade.path = whole(view, shade.shapes, true); }
        ctx.fillStyle = shade.colour;
        ctx.fill(shade.path, "evenodd");
      });
      ctx.lineWidth = 0.7;
      ctx.strokeStyle = world.ink.coast;
      ctx.stroke(kept.coast);
      ctx.strokeStyle = world.ink.border;
      ctx.stroke(kept.borders);
      ctx.restore();
    }
  }

  /* The countries of each class of the face, gathered once. */
  function shades(world, face) {
    if (face.shades) return face.shades;
    var scale = face.countries.scale, classes = {};
    world.countries.forEach(function (country, i) {
      var at = cablenet.classOf(scale, face.countries.values[i]);
      if (at >= 0) classes[at] = (classes[at] || []).concat(country.rings);
    });
    face.shades = Object.keys(classes).sort().map(function (at) { return { colour: scale.colours[at], shapes: classes[at] }; });
    return face.shades;
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

  cablenet.drawArea = function (ctx, view, world) {
    if (!world.area.length) return;
    rings(ctx, view, world.area);
    ctx.fillStyle = hatch(ctx, world.ink.area);
    ctx.fillStyle.setTransform(new DOMMatrix([0.5, 0, 0, 0.5, -view.ox % 8, -view.oy % 8])); // fixed to the sheet
    ctx.fill("evenodd");
    ctx.lineWidth = 1.5 * view.grow;
    ctx.strokeStyle = world.ink.area;
    edges(ctx, view, world.area);
  };

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

  cablenet.drawChokepoints = function (ctx, view, world) {
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
  };
})(cablenet);
