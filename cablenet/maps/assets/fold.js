/* Fold: on a narrow screen the panel starts folded, so that the map is what is seen. */
(function (cablenet) {
  cablenet.fold = function (map) {
    var panel = document.querySelector(".cn-panel"), button = panel.querySelector(".cn-fold");
    var narrow = window.matchMedia("(max-width: 760px)");
    function set(open) {
      panel.classList.toggle("cn-folded", !open);
      button.setAttribute("aria-expanded", String(open));
      button.textContent = cablenet.say(open ? "hide_details" : "details");
      map.invalidateSize({ pan: false });
    }
    button.addEventListener("click", function () { set(panel.classList.contains("cn-folded")); });
    narrow.addEventListener("change", function () { set(!narrow.matches); });
    set(!narrow.matches);
    cablenet.tell(function () { button.textContent = cablenet.say(panel.classList.contains("cn-folded") ? "details" : "hide_details"); });
  };
})(cablenet);
