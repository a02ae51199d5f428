/* Explorer: what is cut and which places are picked, and all that follows from it. */
(function (cablenet) {
  cablenet.explore = function (map, block) {
    var world = map.cablenet.world, scenes = map.cablenet.scenes, state = map.cablenet.state, given = world.raw.explorer;
    var ready = map.cablenet.explorer = { ms: null, ready: false };
    if (typeof DecompressionStream === "undefined") return told("too_old");
    told("loading");
    cablenet.unpack(block.textContent).then(function (bytes) {
      block.remove();
      run(map, world, scenes, state, given, new cablenet.Cases(world, given, bytes), ready);
    }).catch(function (error) { told("not_read"); throw error; });
  };

  function told(key) { document.getElementById("cn-told").textContent = cablenet.say(key); }

  function run(map, world, scenes, state, given, cases, ready) {
    var spots = given.spots.map(function (row) { return { id: row[0], title: row[1], group: row[2] === 1 }; });
    shorten(given.switches);
    var shown = read(state, given, spots), view = null, faceName = "difference";
    var pick = cablenet.picker(document.getElementById("cn-pick"), spots, function (end, number) {
      if (end === 2) go({ from: shown.to, to: shown.from });
      else go(end ? { to: number } : { from: number });
    });
    var mark = cablenet.switches(document.getElementById("cn-switches"), given.switches, turn, function () { go({ on: [] }); });
    var dot = cablenet.dots(map, given.switches, turn);
    scenes.pictures = function () { return pictures(map, scenes); };
    var act = {
      only: function (on) { go({ on: on }); },
      csv: function () { cablenet.download(new Blob([cablenet.csv(view)], { type: "text/csv;charset=utf-8" }), cablenet.fileName(view, ".csv")); },
      png: function (button) {
        button.disabled = true;
        cablenet.picture(world, map, scenes, view).then(function (blob) { cablenet.download(blob, cablenet.fileName(view, ".png")); }).finally(function () { button.disabled = false; });
      },
      link: function (button) { copy(button); },
    };

    function turn(number) {
      if (shown.on.indexOf(number) < 0) cablenet.bring(map, given.switches[number]);
      go({ on: shown.on.indexOf(number) < 0 ? shown.on.concat([number]) : shown.on.filter(function (one) { return one !== number; }) });
    }

    /* Go to another state: everything follows at once. */
    function go(changes) {
      var start = performance.now(), cutChanges = "on" in changes;
      shown = Object.assign({}, shown, changes);
      state.set(written(shown, given, spots));
      if (cutChanges) cut();
      write();
      ready.ms = performance.now() - start;
    }

    function cut() {
      map.closePopup();
      Object.assign(shown, cases.find(shown.on));
      cablenet.putCut(world, given.switches, shown.on, cases.hit(shown.on));
      cablenet.caseFaces(world, given, cases, shown.k);
      show(faceName);
      mark(shown.on);
      dot(shown.on);
    }

    function show(name) {
      faceName = name;
      if (name === "swipe") scenes.swipe(world.faces[0], world.faces[1]);
      else scenes.show(world.faces.find(function (face) { return face.name === name; }) || world.faces[2]);
      map.cablenet.turned();
      cablenet.shadeLegend(scenes.face);
    }

    function write() {
      pick(shown.from, shown.to);
      view = viewOf(world, given, cases, spots, shown);
      ready.view = view;
      document.getElementById("cn-title").textContent = view.title;
      document.getElementById("cn-told").textContent = view.story;
      document.title = view.title + " – " + view.ends.join(" – ");
      document.getElementById("cn-method").textContent = given.method;
      cablenet.results(world, document.getElementById("cn-results"), view, act);
    }

    if (!state.get("at") && shown.on.length) cablenet.bring(map, given.switches[shown.on[0]]);
    cut();
    cablenet.faceSwitch(world, document.getElementById("cn-faces"), state, function (name) { map.closePopup(); show(name); });
    cablenet.tell(function () { write(); cablenet.shadeLegend(scenes.face); });
    window.addEventListener("hashchange", function () { window.location.reload(); });
    ready.go = go;
    ready.cases = cases;
    ready.ready = true;
  }

  /* Chokepoints without what their names say in brackets, where that is enough to tell them apart. */
  function shorten(switches) {
    function plain(one) { return one.kind === "chokepoint" && one.title.replace(/ \([^()]*\)$/, "") || one.title; }
    switches.forEach(function (one) {
      var alone = switches.every(function (other) { return other === one || plain(other) !== plain(one); });
      one.short = alone ? plain(one) : one.title;
    });
  }

  /* What the address says, or what the page begins with; what it does not know it leaves out. */
  function read(state, given, spots) {
    var ids = given.switches.map(function (one) { return one.id; }), places = spots.map(function (one) { return one.id; });
    function spot(key, other) { var at = places.indexOf(state.get(key)); return at < 0 ? other : at; }
    var cut = state.get("cut"), on = given.first.on;
    if (cut) on = cut.split(",").map(function (id) { return ids.indexOf(id); }).filter(function (at, i, all) { return at >= 0 && all.indexOf(at) === i; });
    return { from: spot("from", given.first.from), to: spot("to", given.first.to), on: on, k: 0, part: on };
  }

  /* The state for the address: nothing where the page begins so anyhow. */
  function written(shown, given, spots) {
    var first = given.first, cut = shown.on.map(function (at) { return given.switches[at].id; }).join();
    return {
      cut: shown.on.join() === first.on.join() ? "" : cut || "none",
      from: shown.from === first.from ? "" : spots[shown.from].id,
      to: shown.to === first.to ? "" : spots[shown.to].id,
    };
  }

  /* All that panel, table and picture say of a state. */
  function viewOf(world, given, cases, spots, shown) {
    var a = spots[shown.from], b = spots[shown.to], pair = cases.pair(shown.from, shown.to), k = shown.k;
    var before = cases.traffic(pair, 0), after = k === null ? null : cases.traffic(pair, k), words = cablenet.pairWords(a, b);
    var names = shown.on.map(function (at) { return given.switches[at].short; });
    var figures = k === null ? null : cases.figures(k), countries = k === null ? null : cases.countries(k);
    return {
      names: names, ids: shown.on.map(function (at) { return given.switches[at].id; }), from: a.id, to: b.id,
      title: cablenet.cutWords(names, shown.on.some(function (at) { return given.switches[at].kind !== "incident"; })), story: cablenet.story(words, before, after, shown.on.length > 0),
      ends: [a.title, b.title], pairTitle: (a === b ? a.title : a.title + " – " + b.title), demand: before.demand,
      after: after, rows: cablenet.corridorRows(before, after),
      pairRows: cablenet.pairRows(before, after), worldRows: cablenet.worldRows(world, cases.figures(0), figures, countries),
      cut: cablenet.cutRows(world), hurt: k ? cablenet.hardest(world, countries) : [],
      same: k !== null && shown.part.length < shown.on.length ? titles(given, shown.part) : "",
      notes: shown.on.map(function (at) { return given.switches[at].note; }).filter(Boolean),
      near: k !== null ? [] : cases.near(shown.on).map(function (on) {
        return { on: on, title: titles(given, on) };
      }).slice(0, 8),
      command: k === null && given.command && shown.on.every(function (at) { return given.switches[at].kind !== "other"; }) ? given.command + " " + shown.on.map(function (at) { return given.switches[at].id; }).join(" ") + " --between '" + a.id + "' '" + b.id + "'" : "",
    };
  }

  function titles(given, on) { return on.map(function (at) { return given.switches[at].short; }).join(" + "); }

  /* The canvases of the map, where they lie in its window, and from which part of it each is seen. */
  function pictures(map, scenes) {
    var bar = map.getContainer().querySelector(".cn-swipe"), share = bar ? Number(bar.getAttribute("aria-valuenow")) / 100 : 0;
    return Array.prototype.map.call(map.getContainer().querySelectorAll("canvas.cn-scene"), function (canvas, at) {
      var box = canvas.getBoundingClientRect(), frame = map.getContainer().getBoundingClientRect();
      return { canvas: canvas, at: { x: box.left - frame.left, y: box.top - frame.top }, size: { x: box.width, y: box.height }, from: at ? share : 0 };
    });
  }

  function copy(button) {
    window.setTimeout(function () { // the address is written a moment after the state
      var done = navigator.clipboard ? navigator.clipboard.writeText(window.location.href) : Promise.reject();
      done.then(function () { return "copied"; }, function () { return "in_address"; }).then(function (key) { button.textContent = cablenet.say(key); });
    }, 200);
  }
})(cablenet);
