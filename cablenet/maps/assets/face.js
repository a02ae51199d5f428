/* Face: one of the things that the sheet may show: which layer each link lies in, and how it is drawn. */
(function (cablenet) {
  var QUIET = ["land", "waiting", "intact"];

  /* Class of a value: -1 where nothing is known, -2 for what is set apart as none. */
  cablenet.classOf = function (scale, value) {
    if (value === null || value === undefined) return -1;
    if (scale.none !== null && value <= scale.none) return -2;
    var at = 0;
    while (at < scale.breaks.length && value >= scale.breaks[at]) at++;
    return at;
  };

  /* The words of a class: under the first break, from one to the next, the last and more. */
  cablenet.classWords = function (scale, at) {
    function write(value) { return cablenet.short(value * scale.factor); }
    var breaks = scale.breaks, last = breaks.length;
    if (!last) return cablenet.say("all_values");
    if (scale.signed && at === last / 2) return cablenet.say("between_signed", { to: write(breaks[at]) });
    if (at === 0) return scale.signed ? cablenet.say("fall_more", { to: write(-breaks[0]) }) : cablenet.say("under", { to: write(breaks[0]) });
    if (at === last && scale.top) return cablenet.say("top_class", { word: cablenet.worded(scale.top), from: write(breaks[last - 1]) });
    if (at === last) return cablenet.say(scale.signed ? "rise_more" : "from_on", { from: write(breaks[last - 1]) });
    if (scale.signed && at < last / 2) return cablenet.say("fall_range", { from: write(-breaks[at]), to: write(-breaks[at - 1]) });
    return cablenet.say(scale.signed ? "rise_range" : "range", { from: write(breaks[at - 1]), to: write(breaks[at]) });
  };

  /* A value with its unit. */
  cablenet.valueWords = function (scale, value) {
    var unit = scale.unit === "%" ? " %" : scale.unit ? " " + scale.unit : "";
    var sign = scale.signed && value > 0 ? "+" : "";
    return sign + cablenet.short(value * scale.factor) + unit;
  };

  function numbers(values) { return values.map(function (value) { return value === "inf" ? Infinity : value === "-inf" ? -Infinity : value; }); }

  function part(raw, scales) { return raw ? { scale: scales[raw.scale], values: numbers(raw.values) } : null; }

  /* How far a class is from saying nothing, 0 to 1: what says most is drawn last and thickest. */
  function weight(scale, at) {
    var last = scale.breaks.length;
    if (!last) return 1;
    return scale.signed ? Math.abs(2 * at - last) / last : at / last;
  }

  /* The facts of the page by their numbers, read once. */
  cablenet.facts = function (raw) {
    return raw.map(function (row) { return { title: row[0], unit: row[1], values: numbers(row[2]) }; });
  };

  cablenet.face = function (world, raw, scales) {
    var face = {
      name: raw.name, cut: raw.cut, texts: raw.texts || {},
      colour: part(raw.colour, scales), width: part(raw.width, scales), countries: part(raw.countries, scales),
      facts: raw.facts.map(function (number) { return world.facts[number]; }),
    };
    face.layers = world.links.map(function (link) { return layerOf(face, link); });
    face.steps = world.links.map(function (link) { return stepOf(face, link); });
    face.batches = batches(world, face);
    return face;
  };

  /* The layer of a link: a class of the colour (v0, v1, ...), none of it, or its role on the map. */
  function layerOf(face, link) {
    var gone = link.role === "cut" || link.role === "reduced";
    if (gone && face.cut && (link.role === "cut" || !face.colour)) return link.role;
    var at = face.colour ? cablenet.classOf(face.colour.scale, face.colour.values[link.index]) : -1;
    if (at >= 0) return "v" + at;
    if (at === -2) return link.kind === "land" ? "land" : "idle";
    return gone ? (link.kind === "land" ? "land" : "intact") : link.role;
  }

  function stepOf(face, link) {
    if (!face.width) return -1;
    var value = face.width.values[link.index];
    return value === null ? -1 : Math.max(0, cablenet.classOf(face.width.scale, Math.abs(value)));
  }

  /* Links that are drawn alike, in the order of drawing. */
  function batches(world, face) {
    var kinds = {};
    world.links.forEach(function (link) {
      var layer = face.layers[link.index], step = face.steps[link.index], land = link.kind === "land";
      var key = [layer, step, land].join();
      if (!kinds[key]) kinds[key] = { layer: layer, step: step, land: land, links: [], stroke: null, rank: 0 };
      kinds[key].links.push(link);
    });
    var far = farStep(face, kinds);
    return Object.keys(kinds).sort().map(function (key) {
      var batch = kinds[key];
      batch.far = batch.land && QUIET.indexOf(batch.layer) < 0 && batch.step >= far;
      batch.stroke = strokeOf(world, face, batch);
      batch.rank = rankOf(face, batch);
      batch.box = unite(batch.links);
      return batch;
    }).sort(function (a, b) { return a.rank - b.rank || a.step - b.step; });
  }

  /* Links over land are shown from afar too where they are wide, and few enough to be read. */
  var FEW = 1500;
  function farStep(face, kinds) {
    var counts = [0, 0, 0, 0, 0, 0, 0];
    Object.keys(kinds).forEach(function (key) { if (kinds[key].land && kinds[key].step >= 0) counts[kinds[key].step] += kinds[key].links.length; });
    var step = face.width ? face.width.scale.widths.length : Infinity, sum = 0;
    while (step > 1 && sum + counts[step - 1] <= FEW) { step--; sum += counts[step]; }
    return step;
  }

  function rankOf(face, batch) {
    if (batch.layer[0] === "v") return 10 + weight(face.colour.scale, Number(batch.layer.slice(1)));
    return { land: 0, waiting: 1, intact: 2, idle: 3, reduced: 20, cut: 21 }[batch.layer];
  }

  function strokeOf(world, face, batch) {
    if (batch.layer === "idle") return world.strokes.intact;
    if (batch.layer === "cut" && batch.step > 1) { // as wide as what it carried
      var wide = face.width.scale.widths[batch.step];
      return Object.assign({}, world.strokes.cut, { width_px: wide, casing_px: wide + 1.1, dash_px: [2.2 * wide, 1.2 * wide] });
    }
    if (batch.layer[0] !== "v") return world.strokes[batch.layer];
    var at = Number(batch.layer.slice(1)), much = weight(face.colour.scale, at);
    if (face.colour.scale.signed && !much) return world.strokes.intact;
    var width = batch.step >= 0 ? face.width.scale.widths[batch.step] : 1.1 + 2.1 * much;
    var thick = width * (batch.land ? 0.6 : 1);
    return {
      colour: face.colour.scale.colours[at], width_px: thick, alpha: batch.land ? 0.85 : 1, dash_px: [],
      casing: thick > 1.3 ? "#ffffff" : "", casing_px: thick + 1.1,
    };
  }

  function unite(links) {
    return links.reduce(function (box, link) {
      return [Math.min(box[0], link.box[0]), Math.min(box[1], link.box[1]), Math.max(box[2], link.box[2]), Math.max(box[3], link.box[3])];
    }, [Infinity, Infinity, -Infinity, -Infinity]);
  }
  cablenet.unite = unite;

  /* The figures of a link on this face, for its card: title and words. */
  cablenet.figuresOf = function (face, link) {
    var rows = [];
    function add(scale, value) {
      var title = cablenet.worded(scale.title);
      if (value === null || rows.some(function (row) { return row[0] === title; })) return;
      rows.push([title, cablenet.valueWords(scale, value)]);
    }
    function plain(title, unit) { return { title: title, unit: unit, factor: unit === "%" ? 100 : 1, signed: false }; }
    if (face.colour) add(face.colour.scale, face.colour.values[link.index]);
    if (face.width) {
      var wide = face.width.values[link.index];
      add(plain(face.width.scale.title, face.width.scale.unit), wide === null ? null : Math.abs(wide));
    }
    face.facts.forEach(function (fact) { add(plain(fact.title, fact.unit), fact.values[link.index]); });
    return rows;
  };

  /* The value by which links are compared: that of the colour, or nothing. */
  cablenet.valueOf = function (face, link) { return face.colour ? face.colour.values[link.index] : null; };
})(cablenet);
