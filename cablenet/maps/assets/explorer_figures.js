/* Figures: what a case means, as rows of a table and as plain sentences. Names of data are isolated, so that their direction ends with them. */
(function (cablenet) {
  var SAME_MS = 0.5, FULL = 0.995, ALL = 0.9995, HURT = 0.005, LOSING = 0.01;

  cablenet.isolated = function (text) { return "\u2068" + text + "\u2069"; };
  function say(key, values) { return cablenet.say(key, values); }
  function percent(share) { return cablenet.figure(100 * share, share > 0.99 && share < 1 ? 1 : share < 0.1 ? 1 : 0); }
  cablenet.percent = percent;

  /* "between A and B", or "within A". */
  cablenet.pairWords = function (a, b) {
    var names = { a: cablenet.isolated(a.title), b: cablenet.isolated(b.title) };
    return a === b ? say("pair_within", names) : say("pair_between", names);
  };

  /* What is cut, as a title; incidents alone are named as they are. */
  cablenet.cutWords = function (names, cut) {
    if (!names.length) return say("nothing_cut");
    var first = names.slice(0, names.length > 3 ? 2 : 3).map(cablenet.isolated), left = names.length - first.length;
    var joined = left ? first.join(", ") + " " + say("and_more", { n: left }) : first.length > 1 ? say("and", { a: first.slice(0, -1).join(", "), b: first[first.length - 1] }) : first[0];
    return cut ? say("are_cut", { what: joined }) : joined;
  };

  /* Two or three sentences: what still gets through, how long it takes, which way it goes. */
  cablenet.story = function (pair, before, after, cut) {
    if (!before.demand || before.share === null) return say("no_demand", { pair: pair });
    if (!after) return say("not_computed");
    if (!(before.share > 0)) return say("never_served", { pair: pair });
    var kept = after.share / before.share, told = [];
    if (after.share <= 0.00005) return say("through_none", { pair: pair });
    if (!cut) told.push(say("served_now", { pair: pair, share: percent(after.share), ms: cablenet.figure(after.rtt) }));
    else told.push(say(kept >= ALL ? "through_all" : "through_part", { pair: pair, share: percent(Math.min(kept, 0.999)) }), delayWords(before.rtt, after.rtt));
    return told.concat(wayWords(before, after, cut)).join(" ");
  };

  function delayWords(before, after) {
    var by = after - before, values = { by: cablenet.figure(Math.abs(by), Math.abs(by) < 3 ? 1 : 0), before: cablenet.figure(before), after: cablenet.figure(after) };
    return say(Math.abs(by) < SAME_MS ? "delay_same" : by > 0 ? "delay_longer" : "delay_less", values);
  }

  function wayWords(before, after, cut) {
    var most = -1;
    after.ways.forEach(function (way, i) { if (way.name !== null && way.share > 0 && (most < 0 || way.share > after.ways[most].share)) most = i; });
    if (most < 0) return [];
    var share = percent(after.ways[most].share / after.share), was = percent(before.ways[most].share / before.share);
    return [say(cut && was !== share ? "way_now" : "way", { share: share, was: was, way: cablenet.isolated(after.ways[most].name) })];
  }

  /* Rows of figures: words, before, after, unit, digits; after is null where it was not computed. */
  cablenet.pairRows = function (before, after) {
    return [
      ["served", before.share === null ? null : before.share * 100, after && after.share !== null ? after.share * 100 : null, "%"],
      ["mean_rtt", before.rtt, after ? after.rtt : null, "ms"],
    ];
  };

  cablenet.worldRows = function (world, before, after, countries) {
    function full(face) {
      return world.links.reduce(function (n, link) { return n + (link.kind !== "land" && face.colour.values[link.index] >= FULL ? 1 : 0); }, 0);
    }
    return [
      ["unserved", before.unserved, after ? after.unserved : null, "Tbps"],
      ["mean_rtt", before.rtt, after ? after.rtt : null, "ms"],
      ["full_segments", full(world.faces[0]), after ? full(world.faces[1]) : null, ""],
      ["countries_losing", 0, countries ? countries.filter(function (row) { return row.lost >= LOSING; }).length : null, ""],
    ];
  };

  /* What is cut: segments at sea, links over land, systems, capacity. */
  cablenet.cutRows = function (world) {
    var sea = 0, land = 0, tbps = 0, systems = {};
    world.links.forEach(function (link) {
      if (link.role !== "cut" && link.role !== "reduced") return;
      if (link.kind === "land") land++; else sea++;
      tbps += (1 - link.share) * (link.capacity || 0);
      if (link.system >= 0) systems[link.system] = 1;
    });
    return { sea: sea, land: land, systems: Object.keys(systems).length, tbps: tbps };
  };

  /* Countries by what they lose, then by what is added to their round trips. */
  cablenet.hardest = function (world, rows) {
    var hurt = [];
    rows.forEach(function (row, i) {
      var lost = row.lost === null ? 0 : row.lost;
      if (lost >= HURT || row.added >= 1) hurt.push({ name: world.countries[i].name, code: world.countries[i].code, lost: lost, added: row.added });
    });
    return hurt.sort(function (a, b) { return (b.lost >= HURT ? b.lost : 0) - (a.lost >= HURT ? a.lost : 0) || (b.added || 0) - (a.added || 0) || (a.code < b.code ? -1 : 1); });
  };

  cablenet.quantity = function (value, unit) {
    if (value === null || value === undefined) return "–";
    if (unit === "Tbps") return cablenet.tbps(value);
    if (unit === "%") return percent(value / 100);
    return cablenet.figure(value, unit === "ms" && value < 100 ? 1 : 0);
  };
})(cablenet);
