/* Start: the map, its scene, and what pointer, keys and panel do with it. */
(function (cablenet) {
  var make = function () { return cablenet.make.apply(null, arguments); };

  var SHEET_TOP = 0.085, SHEET_FOOT = 0.62; // of the world square: 82 degrees north, and 40 south for the middle
  var SHEET_HEIGHT = 0.68; // from there to the first ice of the south

  cablenet.start = function (id, block) {
    var raw = JSON.parse(block.textContent);
    cablenet.useWords(raw.words);
    var world = cablenet.read(raw), state = new cablenet.State();
    var still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    var map = L.map(id, {
      zoomSnap: 0.03125, zoomDelta: 0.5, wheelPxPerZoomLevel: 90, minZoom: 0.5, maxZoom: 9, zoomControl: false,
      attributionControl: false,
      zoomAnimation: !still, fadeAnimation: !still, inertia: !still, bounceAtZoomLimits: false,
    });
    zoomButtons(map);
    attribution(world, map);
    L.control.scale({ position: "bottomright", imperial: false, maxWidth: 120 }).addTo(map);
    var scenes = new cablenet.Scenes(world, map), turnKey = cablenet.key(world, scenes, map, state);
    cablenet.fold(map);
    home(world, map);
    homeButton(world, map);
    scenes.add();
    map.on("moveend", function () { stayOnSheet(map); });
    var show = shower(world, map, scenes);
    cablenet.search(world, document.getElementById("cn-find"), show);
    var lists = document.getElementById("cn-systems");
    var turnTop = cablenet.topList(world, lists, scenes.face, show);
    cablenet.cutList(world, lists, show);
    function turned() { turnKey(scenes.face); turnTop(scenes.face); }
    cablenet.faceSwitch(world, document.getElementById("cn-faces"), state, function (name) {
      map.closePopup();
      if (name === "swipe") scenes.swipe(world.faces[0], world.faces[1]);
      else scenes.show(world.faces.find(function (face) { return face.name === name; }));
      turned();
    });
    pathButtons(world, map, scenes);
    pointer(world, map, scenes);
    printing(world, map);
    cablenet.keepView(map, state);
    cablenet.languageSwitch(document.getElementById("cn-language"), state);
    map.cablenet = { world: world, scenes: scenes, scene: scenes.main, state: state, turned: turned, show: show };
    return map;
  };

  /* The view in the address: longitude, latitude and zoom, once the reader has moved it. */
  cablenet.keepView = function (map, state) {
    var given = state.get("at").split(",").map(Number);
    if (given.length === 3 && given.every(isFinite) && Math.abs(given[0]) <= 720 && Math.abs(given[1]) <= 85) {
      map.setView([given[1], given[0]], Math.max(map.getMinZoom(), Math.min(map.getMaxZoom(), given[2])), { animate: false });
    }
    map.on("moveend", function () {
      var at = map.getCenter();
      state.set({ at: [at.lng.toFixed(2), at.lat.toFixed(2), map.getZoom().toFixed(2)].join() });
    });
  };

  cablenet.languageSwitch = function (place, state) {
    if (!place) return;
    var names = { en: "English", de: "Deutsch", fr: "Français", ja: "日本語" };
    var select = make("select", { "aria-label": "Language" }, cablenet.languages().map(function (one) {
      return make("option", { value: one, lang: one }, names[one] || one);
    }));
    var wanted = state.get("lang");
    if (cablenet.languages().indexOf(wanted) >= 0) cablenet.setLanguage(wanted);
    select.value = cablenet.language();
    select.addEventListener("change", function () {
      cablenet.setLanguage(select.value);
      state.set({ lang: select.value === "en" ? "" : select.value });
    });
    place.appendChild(select);
  };

  function attribution(world, map) {
    var control = L.control.attribution({ position: "bottomright", prefix: "Leaflet" }).addTo(map), shown = "";
    cablenet.tell(function () {
      if (shown) control.removeAttribution(shown);
      shown = cablenet.say("attribution", { date: world.raw.asOf.replace(/[<>&"]/g, "") });
      control.addAttribution(shown);
    });
  }

  function zoomButtons(map) {
    var control = null;
    cablenet.tell(function () {
      if (control) control.remove();
      control = L.control.zoom({ position: "topright", zoomInTitle: cablenet.say("zoom_in_button"), zoomOutTitle: cablenet.say("zoom_out_button") }).addTo(map);
      var bar = control.getContainer();
      bar.parentNode.insertBefore(bar, bar.parentNode.firstChild);
    });
  }

  /* The first view: all paths whole on a wide map; on a narrow one, the path before and the area. A view that is
     anchored gives up some of its width where the map is not as wide, so that the cables fill its height. */
  function home(world, map) {
    var size = map.getSize(), view = size.x < 600 ? world.raw.focus : world.raw.view;
    var width = view.east - view.west + 14, west = view.west - 7;
    if (view.anchor) {
      width = Math.max(view.least, Math.min(view.east - view.west, 360 * SHEET_HEIGHT * size.x / size.y));
      west = view.anchor === "west" ? view.west : (view.west + view.east - width) / 2;
    }
    var zoom = Math.log2((size.x * 360) / (256 * width)), steps = view.anchor ? 32 : 8;
    var top = cablenet.toWorld(0, view.north)[1], foot = cablenet.toWorld(0, view.south)[1];
    zoom = Math.floor(zoom * steps) / steps;
    map.setMinZoom(Math.max(0, Math.min(zoom, Math.log2(size.x / 256)) - 0.5));
    var turn = 256 * Math.pow(2, zoom), middle = (top + foot) / 2;
    middle = Math.max(middle, SHEET_TOP + size.y / 2 / turn); // rather Antarctica, under the key, than the empty Arctic
    map.setView([unproject(0, Math.min(middle, SHEET_FOOT)).lat, west + width / 2], zoom, { animate: false });
  }

  /* East and west the map has no end; north and south it stops where the cables do. */
  function stayOnSheet(map) {
    var at = map.getCenter(), lat = Math.max(-62, Math.min(80, at.lat));
    if (lat !== at.lat) map.setView([lat, at.lng], map.getZoom(), { animate: false });
  }

  function homeButton(world, map) {
    var Home = L.Control.extend({
      onAdd: function () {
        var bar = L.DomUtil.create("div", "leaflet-bar");
        var button = make("button", { type: "button", class: "cn-home" }, "⌂");
        cablenet.tell(function () { button.title = cablenet.say("whole_map"); button.setAttribute("aria-label", cablenet.say("whole_map")); });
        button.addEventListener("click", function () { map.closePopup(); home(world, map); });
        bar.appendChild(button);
        L.DomEvent.disableClickPropagation(bar);
        return bar;
      },
    });
    new Home({ position: "topright" }).addTo(map);
  }

  /* Move to some links, in the copy of the world nearest to the view, light them up, open the card. */
  function shower(world, map, scenes) {
    map.on("popupclose", function () { scenes.setHighlight(null); });
    return function (hit, links) {
      var box = hit.kind === "station" ? null : cablenet.unite(links);
      map.closePopup();
      if (hit.kind === "station") {
        var lon = near(map, hit.node.lon);
        map.setView([hit.node.lat, lon], Math.max(map.getZoom(), 7), { animate: false });
        open(world, map, scenes.face, L.latLng(hit.node.lat, lon), [hit]);
        return;
      }
      var bounds = L.latLngBounds([unproject(box[0], box[3]), unproject(box[2], box[1])]);
      map.fitBounds(bounds, { padding: [40, 40], maxZoom: 7, animate: false });
      var points = hit.link.points, middle = 2 * Math.floor(points.length / 4);
      open(world, map, scenes.face, unproject(points[middle], points[middle + 1]), [hit]);
      scenes.setHighlight(links);
    };
  }

  function unproject(u, v) {
    var at = L.CRS.EPSG3857.pointToLatLng(L.point(256 * u, 256 * v), 0);
    return L.latLng(at.lat, (u - 0.5) * 360);
  }

  function near(map, lon) { return lon + 360 * Math.round((map.getCenter().lng - lon) / 360); }

  function open(world, map, face, at, hits) {
    var narrow = map.getSize().x < 500;
    var popup = L.popup({ maxWidth: narrow ? 270 : 340, minWidth: narrow ? 220 : 260, maxHeight: Math.max(180, map.getSize().y - 140), autoPanPadding: [16, 16] });
    popup.setLatLng(at).setContent(cablenet.deck(world, face, hits, function () { popup.update(); })).openOn(map);
  }

  function pathButtons(world, map, scenes) {
    document.querySelectorAll(".cn-path").forEach(function (button) {
      var side = button.getAttribute("data-side"), path = world.paths[side][0];
      if (!path || !path.hops.length) { button.disabled = true; return; }
      button.addEventListener("click", function () {
        var west = Infinity, east = -Infinity, top = Infinity, foot = -Infinity;
        path.hops.forEach(function (hop) {
          var box = hop.link.box;
          west = Math.min(west, box[0] + hop.turns); east = Math.max(east, box[2] + hop.turns);
          top = Math.min(top, box[1]); foot = Math.max(foot, box[3]);
        });
        map.closePopup();
        map.fitBounds(L.latLngBounds([unproject(west, foot), unproject(east, top)]), { padding: [30, 30], animate: false });
        var hop = path.hops[Math.floor(path.hops.length / 2)], points = hop.link.points, middle = 2 * Math.floor(points.length / 4);
        open(world, map, scenes.face, unproject(points[middle] + hop.turns, points[middle + 1]), [{ kind: "path", side: side, path: path }]);
      });
    });
  }

  var HINTS = 6;

  /* What the pointer meets: the names and values of what lies there, most first. */
  function hints(world, face, found) {
    var lines = found.slice(0, HINTS).map(function (hit) {
      var hint = cablenet.hint(world, face, hit);
      return make("div", {}, [cablenet.data(hint.name), hint.value ? make("b", {}, hint.value) : null]);
    });
    if (found.length > HINTS) lines.push(make("div", { class: "cn-none" }, cablenet.say("more_here", { n: found.length - HINTS })));
    return make("div", {}, lines);
  }

  function pointer(world, map, scenes) {
    var tip = L.tooltip({ className: "cn-tip", offset: [12, 0], direction: "right", opacity: 1 }), waiting = null;
    function hits(scene, event, reach) {
      var view = scene.view(), x = event.layerPoint.x, y = event.layerPoint.y, found = cablenet.pick(view, world, x, y, reach);
      return found.length ? sorted(scene.face, found) : cablenet.pickCountry(view, world, x, y);
    }
    map.on("mousemove", function (event) {
      if (waiting) cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(function () {
        var scene = scenes.at(event.containerPoint.x), found = map.dragging.moving() ? [] : hits(scene, event, 5);
        map.getContainer().classList.toggle("cn-hit", found.length > 0);
        if (!found.length) { map.closeTooltip(tip); return; }
        tip.options.direction = event.containerPoint.x > map.getSize().x - 280 ? "left" : "right";
        tip.options.offset = L.point(tip.options.direction === "left" ? -12 : 12, 0);
        tip.setLatLng(event.latlng).setContent(hints(world, scene.face, found));
        map.openTooltip(tip);
      });
    });
    map.on("mouseout dragstart zoomstart", function () { map.closeTooltip(tip); });
    map.on("click", function (event) {
      var touch = event.originalEvent && event.originalEvent.pointerType === "touch";
      var scene = scenes.at(event.containerPoint.x), found = hits(scene, event, touch ? 14 : 6);
      if (!found.length) return;
      map.closeTooltip(tip);
      open(world, map, scene.face, event.latlng, found);
      if (found[0].kind === "link" && found.length === 1) {
        scenes.setHighlight(world.links.filter(function (link) { return link.system >= 0 ? link.system === found[0].link.system : link === found[0].link; }));
      }
    });
  }

  /* Cables of one bundle: those that are cut first, then the highest values. */
  function sorted(face, found) {
    if (!face.colour) return found;
    function size(hit) {
      if (hit.kind !== "link") return Infinity;
      if (hit.link.role === "cut" && face.cut) return 1e300;
      var value = cablenet.valueOf(face, hit.link);
      return value === null ? -Infinity : face.colour.scale.signed ? Math.abs(value) : value;
    }
    return found.map(function (hit, at) { return { hit: hit, at: at, size: size(hit) }; }).sort(function (a, b) {
      return (b.size > a.size) - (b.size < a.size) || a.at - b.at;
    }).map(function (row) { return row.hit; });
  }

  /* Paper has another size: the page takes that of a sheet before printing, is drawn for it, and
     goes back after. */
  function printing(world, map) {
    var page = document.querySelector(".cn-page"), kept = null;
    window.addEventListener("beforeprint", function () {
      kept = { center: map.getCenter(), zoom: map.getZoom() };
      page.classList.add("cn-sheet");
      map.closePopup();
      map.invalidateSize({ pan: false });
      home(world, map);
    });
    window.addEventListener("afterprint", function () {
      page.classList.remove("cn-sheet");
      map.invalidateSize({ pan: false });
      if (kept) map.setView(kept.center, kept.zoom, { animate: false });
    });
  }
})(cablenet);
