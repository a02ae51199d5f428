/* Draw: the picture, from the ground up. Pure: it reads the view and the world and paints a canvas. */
(function (cablenet) {
  var STATIONS_FROM = 5, LAND_FROM = 4;
  cablenet.STATIONS_FROM = STATIONS_FROM;
  cablenet.LAND_FROM = LAND_FROM;

  cablenet.draw = function (ctx, view, world, highlight) {
    var visible = view.visible, face = view.face;
    ctx.lineJoin = ctx.lineCap = "round";
    cablenet.ground(ctx, view, world);
    if (visible.chokepoints) cablenet.drawChokepoints(ctx, view, world);
    if (visible.area && face.cut) cablenet.drawArea(ctx, view, world);
    face.batches.forEach(function (batch) { if (cablenet.seen(view, batch)) cablenet.inkBatch(ctx, view, batch); });
    if (face.width && face.width.scale.signed) flows(ctx, view, world);
    ["kept", "lost", "other", "before", "after"].forEach(function (layer) {
      if (visible[layer]) paths(ctx, view, world, layer, visible);
    });
    if (highlight) glow(ctx, view, world, highlight);
    var w = view.window, taken = [[w[2] - 60, w[1], w[2], w[1] + 145]]; // the buttons lie there
    if (visible.cut && face.cut) cablenet.mark.crosses(ctx, view, world);
    if (visible.area && face.cut) cablenet.mark.areas(ctx, view, world, taken);
    if (visible.before || visible.after) cablenet.mark.ends(ctx, view, world, visible, taken);
    if (visible.stations && view.zoom >= STATIONS_FROM) cablenet.mark.stations(ctx, view, world, taken);
    if (visible.names) cablenet.mark.names(ctx, view, world, taken);
  };

  /* Is a batch shown at this zoom? Links over land come with the zoom, but for those that say much. */
  cablenet.seen = function (view, batch) {
    return view.visible[batch.layer] && (!batch.land || batch.far || view.zoom >= LAND_FROM);
  };

  function flows(ctx, view, world) {
    ctx.strokeStyle = world.ink.text;
    ctx.lineWidth = 1.6 * view.grow;
    view.face.batches.forEach(function (batch) {
      if (batch.step < 1 || batch.layer === "cut" || !cablenet.seen(view, batch)) return;
      batch.links.forEach(function (link) { cablenet.arrows(ctx, view, link, view.face.width.values[link.index] < 0); });
    });
  }

  function glow(ctx, view, world, links) {
    var lines = cablenet.linesOf(view, links);
    cablenet.ink(ctx, view, lines, { colour: "#16202a", width_px: 2.6, alpha: 1, dash_px: [], casing: "#ffd84d", casing_px: 6 });
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
      cablenet.ink(ctx, view, runs(view, path.hops.filter(function (hop) { return !(striped && hop.shared); })), world.strokes[layer]);
      if (!striped) return;
      var stripe = { colour: world.strokes.after.colour, width_px: world.strokes.after.width_px, alpha: 1, dash_px: [7, 7], casing: "" };
      cablenet.ink(ctx, view, runs(view, path.hops.filter(function (hop) { return hop.shared; })), stripe);
    });
  }
})(cablenet);
