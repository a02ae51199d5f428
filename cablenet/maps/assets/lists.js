/* Lists of the panel: what was cut, and where the values are highest. */
(function (cablenet) {
  var make = function () { return cablenet.make.apply(null, arguments); };
  var MOST = 10;

  function bySystem(world, links) {
    var systems = {};
    links.forEach(function (link) {
      var key = link.system >= 0 ? "s" + link.system : "l" + link.index;
      (systems[key] = systems[key] || []).push(link);
    });
    return Object.keys(systems).map(function (key) { return { name: cablenet.linkName(world, systems[key][0]), links: systems[key] }; });
  }

  function rows(list, show, words) {
    return make("ul", { class: "cn-list" }, list.map(function (row) {
      var button = make("button", { type: "button", class: "cn-text" }, [cablenet.data(row.name), make("small", {}, words(row))]);
      button.addEventListener("click", function () { show({ kind: "link", link: row.links[0] }, row.links); });
      return make("li", {}, button);
    }));
  }

  /* The systems that lost a segment, each a button that shows it. */
  cablenet.cutList = function (world, place, show) {
    var cut = world.links.filter(function (link) { return link.role === "cut" && link.kind !== "land"; });
    var list = bySystem(world, cut).sort(function (a, b) { return a.name.localeCompare(b.name, "en"); });
    if (!list.length) return;
    var holder = make("div");
    place.appendChild(holder);
    cablenet.tell(function () {
      var open = holder.querySelector("details[open]") ? { open: "" } : {};
      holder.replaceChildren(make("details", open, [
        make("summary", {}, cablenet.count("systems_cut", list.length)),
        rows(list, show, function (row) { return cablenet.count("segments", row.links.length); }),
      ]));
    });
  };

  /* Was the list open before it is drawn anew? */
  function opened(holder, at) {
    var old = holder.querySelectorAll("details")[at];
    return old && old.open ? { open: "" } : {};
  }

  /* The countries that a face shades most. */
  function countries(world, holder, face) {
    if (!face.countries) return [];
    var scale = face.countries.scale, values = face.countries.values;
    var list = world.countries.map(function (country, i) { return { name: country.name, value: values[i] }; }).filter(function (row) {
      return row.value !== null && cablenet.classOf(scale, row.value) >= 0;
    }).sort(function (a, b) { return b.value - a.value || a.name.localeCompare(b.name, "en"); }).slice(0, MOST);
    if (!list.length) return [];
    return [make("details", opened(holder, face.colour ? 1 : 0), [
      make("summary", {}, cablenet.data(cablenet.say("top_countries", { what: cablenet.worded(scale.title) }))),
      make("ul", { class: "cn-list" }, list.map(function (row) {
        return make("li", { class: "cn-row" }, [cablenet.data(row.name), make("small", {}, cablenet.valueWords(scale, row.value))]);
      })),
    ])];
  }

  /* Where the values of a face are highest: the systems by their highest segment. Answers how to show another face. */
  cablenet.topList = function (world, place, face, show) {
    var holder = make("div"), shown = face;
    place.appendChild(holder);
    function systems() {
      if (!shown.colour) return [];
      var scale = shown.colour.scale, values = shown.colour.values;
      function size(link) { return scale.signed ? Math.abs(values[link.index]) : values[link.index]; }
      var links = world.links.filter(function (link) {
        return link.system >= 0 && shown.layers[link.index][0] === "v" && size(link) > 0;
      });
      links.sort(function (a, b) { return size(b) - size(a) || a.index - b.index; });
      var list = bySystem(world, links).slice(0, MOST);
      var title = cablenet.say(scale.signed ? "top_change" : "top", { what: cablenet.worded(scale.title) });
      if (!list.length) return [];
      return [make("details", opened(holder, 0), [
        make("summary", {}, cablenet.data(title)),
        rows(list, show, function (row) { return cablenet.valueWords(scale, values[row.links[0].index]); }),
      ])];
    }
    function draw() { holder.replaceChildren.apply(holder, systems().concat(countries(world, holder, shown))); }
    cablenet.tell(draw);
    return function (next) { shown = next; draw(); };
  };
})(cablenet);
