/* Marks: crosses, dots and names, each where nothing else lies. */
(function (cablenet) {
  var FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
  var STATION_NAMES_FROM = 7;
  cablenet.mark = {};

  function eachPoint(view, at, margin, call) {
    var y = at[1] * view.turn - view.oy;
    if (y < view.y0 - margin || y > view.y1 + margin) return;
    for (var turns = view.first; turns <= view.last; turns++) {
      var x = (at[0] + turns) * view.turn - view.ox;
      if (x >= view.x0 - margin && x <= view.x1 + margin) call(x, y);
    }
  }

  cablenet.mark.crosses = function (ctx, view, world) {
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
  };

  /* The name of what is cut, over its area. */
  cablenet.mark.areas = function (ctx, view, world, taken) {
    world.areas.forEach(function (area) {
      if (!area.name) return;
      var box = cablenet.unite(area.rings), wide = (box[2] - box[0]) * view.turn, small = wide < 130;
      eachPoint(view, area.at, 60, function (x, y) {
        label(ctx, area.name, x, y, { font: "700 13px " + FONT, colour: world.ink.area, gap: small ? wide / 2 + 12 : 6, halo: 4, taken: taken, middle: !small, force: world.areas.length < 4, within: view.window });
      });
    });
  };

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
  cablenet.mark.ends = function (ctx, view, world, visible, taken) {
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
  };

  cablenet.mark.stations = function (ctx, view, world, taken) {
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
  };

  var LOOK = {
    ocean: { font: "italic 14px " + FONT, colour: "sea_name", spaced: true },
    sea: { font: "italic 12px " + FONT, colour: "sea_name" },
    country: { font: "600 11px " + FONT, colour: "land_name", spaced: true },
    city: { font: "11px " + FONT, colour: "text" },
  };

  cablenet.mark.names = function (ctx, view, world, taken) {
    world.places.forEach(function (place) {
      if (view.face.cut && view.visible.area && world.areas.some(function (area) { return area.name === place.name; })) return;
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
  };

  /* A text with a halo, beside its point or on it, unless another text lies there. One that must be
     drawn looks above and below too, and takes the first place of all where it finds none. */
  function label(ctx, text, x, y, style) {
    ctx.font = style.font;
    var width = ctx.measureText(text).width, half = 7, gap = style.gap;
    var spots = style.middle ? [[x - width / 2, y]] : [[x + gap, y], [x - gap - width, y], [x - width / 2, y - 13], [x - width / 2, y + 13]];
    if (style.force) [17, 34, 51].forEach(function (drop) { spots.push([spots[0][0], y - drop], [spots[0][0], y + drop]); });
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
