/* Start: the map, its scene, and what pointer, keys and panel do with it. */
(function (cablenet) {
  var make = function () { return cablenet.make.apply(null, arguments); };

  var SHEET_TOP = 0.085, SHEET_FOOT = 0.62; // of the world square: 82 degrees north, and 40 south for the middle

  cablenet.start = function (id, block) {
    var world = cablenet.read(JSON.parse(block.textContent));
    var still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    var map = L.map(id, {
      zoomSnap: 0.125, zoomDelta: 0.5, wheelPxPerZoomLevel: 90, minZoom: 0.5, maxZoom: 9, zoomControl: false,
      attributionControl: false,
      zoomAnimation: !still, fadeAnimation: !still, inertia: !still, bounceAtZoomLimits: false,
    });
    L.control.zoom({ position: "topright" }).addTo(map);
    attribution(world, map);
    L.control.scale({ position: "bottomright", imperial: false, maxWidth: 120 }).addTo(map);
    var scene = new cablenet.Scene(world);
    cablenet.key(world, scene, map);
    cablenet.fold(map);
    home(world, map);
    homeButton(world, map);
    map.addLayer(scene);
    map.on("moveend", function () { stayOnSheet(map); });
    var show = shower(world, map, scene);
    cablenet.search(world, document.getElementById("cn-find"), show);
    cablenet.cutList(world, document.getElementById("cn-systems"), show);
    pathButtons(world, map, show);
    pointer(world, map, scene);
    printing(world, map);
    map.cablenet = { world: world, scene: scene };
    return map;
  };

  function attribution(world, map) {
    var date = world.raw.asOf ? " of " + world.raw.asOf : "";
    var cables = "Cables: cablenet" + date.replace(/[<>&"]/g, "") + ", routes computed, not surveyed";
    L.control.attribution({ position: "bottomright", prefix: "Leaflet" }).addTo(map)
      .addAttribution(cables + " · Land, de facto borders: Natural Earth");
  }

  /* The first view: all paths whole on a wide map; on a narrow one, the path before and the area. */
  function home(world, map) {
    var size = map.getSize(), view = size.x < 600 ? world.raw.focus : world.raw.view;
    var zoom = Math.log2((size.x * 360) / (256 * (view.east - view.west + 14)));
    var top = cablenet.toWorld(0, view.north)[1], foot = cablenet.toWorld(0, view.south)[1];
    zoom = Math.floor(zoom * 8) / 8;
    map.setMinZoom(Math.max(0, Math.min(zoom, Math.log2(size.x / 256)) - 0.5));
    var turn = 256 * Math.pow(2, zoom), middle = (top + foot) / 2;
    middle = Math.max(middle, SHEET_TOP + size.y / 2 / turn); // rather Antarctica, under the key, than the empty Arctic
    map.setView([unproject(0, Math.min(middle, SHEET_FOOT)).lat, (view.west + view.east) / 2], zoom, { animate: false });
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
        var button = make("button", { type: "button", class: "cn-home", title: "Whole map", "aria-label": "Show the whole map" }, "⌂");
        button.addEventListener("click", function () { map.closePopup(); home(world, map); });
        bar.appendChild(button);
        L.DomEvent.disableClickPropagation(bar);
        return bar;
      },
    });
    new Home({ position: "topright" }).addTo(map);
  }

  /* Move to some links, in the copy of the world nearest to the view, light them up, open the card. */
  function shower(world, map, scene) {
    map.on("popupclose", function () { scene.setHighlight(null); });
    return function (hit, links) {
      var box = hit.kind === "station" ? null : boxOf(links);
      map.closePopup();
      if (hit.kind === "station") {
        var lon = near(map, hit.node.lon);
        map.setView([hit.node.lat, lon], Math.max(map.getZoom(), 7), { animate: false });
        open(world, map, L.latLng(hit.node.lat, lon), [hit]);
        return;
      }
      var bounds = L.latLngBounds([unproject(box[0], box[3]), unproject(box[2], box[1])]);
      map.fitBounds(bounds, { padding: [40, 40], maxZoom: 7, animate: false });
      var points = hit.link.points, middle = 2 * Math.floor(points.length / 4);
      open(world, map, unproject(points[middle], points[middle + 1]), [hit]);
      scene.setHighlight(links);
    };
  }

  function boxOf(links) {
    return links.reduce(function (box, link) {
      return [Math.min(box[0], link.box[0]), Math.min(box[1], link.box[1]), Math.max(box[2], link.box[2]), Math.max(box[3], link.box[3])];
    }, [Infinity, Infinity, -Infinity, -Infinity]);
  }

  function unproject(u, v) {
    var at = L.CRS.EPSG3857.pointToLatLng(L.point(256 * u, 256 * v), 0);
    return L.latLng(at.lat, (u - 0.5) * 360);
  }

  function near(map, lon) { return lon + 360 * Math.round((map.getCenter().lng - lon) / 360); }

  function open(world, map, at, hits) {
    var narrow = map.getSize().x < 500;
    var popup = L.popup({ maxWidth: narrow ? 270 : 340, minWidth: narrow ? 220 : 260, maxHeight: Math.max(180, map.getSize().y - 140), autoPanPadding: [16, 16] });
    popup.setLatLng(at).setContent(cablenet.deck(world, hits, function () { popup.update(); })).openOn(map);
  }

  function pathButtons(world, map, show) {
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
        open(world, map, unproject(points[middle] + hop.turns, points[middle + 1]), [{ kind: "path", side: side, path: path }]);
      });
    });
  }

  function pointer(world, map, scene) {
    var tip = L.tooltip({ className: "cn-tip", offset: [12, 0], direction: "right", opacity: 1 }), waiting = null;
    function hits(event, reach) {
      return cablenet.pick(scene.view(), world, scene.visible, event.layerPoint.x, event.layerPoint.y, reach);
    }
    map.on("mousemove", function (event) {
      if (waiting) cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(function () {
        var found = map.dragging.moving() ? [] : hits(event, 5);
        map.getContainer().classList.toggle("cn-hit", found.length > 0);
        if (!found.length) { map.closeTooltip(tip); return; }
        var more = found.length > 1 ? " +" + (found.length - 1) : "";
        tip.setLatLng(event.latlng).setContent(make("span", {}, [cablenet.data(cablenet.hint(world, found[0])), more]));
        map.openTooltip(tip);
      });
    });
    map.on("mouseout dragstart zoomstart", function () { map.closeTooltip(tip); });
    map.on("click", function (event) {
      var touch = event.originalEvent && event.originalEvent.pointerType === "touch";
      var found = hits(event, touch ? 14 : 6);
      if (!found.length) return;
      map.closeTooltip(tip);
      open(world, map, event.latlng, found);
      if (found[0].kind === "link") {
        scene.setHighlight(world.links.filter(function (link) { return link.system === found[0].link.system; }));
      }
    });
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
