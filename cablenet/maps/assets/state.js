/* State: what the reader has chosen, kept in the address so that a link shows the same view again.
   Modules set their own keys and watch for them; what an address holds is text from outside, and each module
   checks what it reads. */
(function (cablenet) {
  cablenet.State = function () {
    var values = {}, watchers = [], waiting = null;
    new URLSearchParams(window.location.hash.slice(1, 2000)).forEach(function (value, key) { values[key] = value; });

    function write() {
      waiting = null;
      var query = new URLSearchParams();
      Object.keys(values).sort().forEach(function (key) { query.set(key, values[key]); });
      var hash = query.toString().replace(/%2C/g, ",");
      try { window.history.replaceState(null, "", hash ? "#" + hash : window.location.pathname); } catch (refused) { /* a page within a page has no address */ }
    }

    this.get = function (key) { return Object.prototype.hasOwnProperty.call(values, key) ? values[key] : ""; };

    /* Set some keys; an empty value takes one away. Watchers hear of it at once, the address a little later. */
    this.set = function (changes) {
      Object.keys(changes).forEach(function (key) {
        if (changes[key] === "") delete values[key];
        else values[key] = String(changes[key]);
      });
      if (waiting === null) waiting = window.setTimeout(write, 150);
      watchers.forEach(function (watcher) { watcher(changes); });
    };

    this.watch = function (watcher) { watchers.push(watcher); };
  };
})(cablenet);
