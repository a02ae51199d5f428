/* Words: what the page says of itself, in one of its languages. Texts of data are never looked up here. */
(function (cablenet) {
  var table = { en: {} }, language = "en", tellers = [];

  cablenet.useWords = function (words) { table = words; };
  cablenet.languages = function () { return Object.keys(table); };
  cablenet.language = function () { return language; };

  /* The words of a key, with values put into their braces. */
  cablenet.say = function (key, values) {
    var words = own(table[language], key) || own(table.en, key) || key;
    return words.replace(/\{(\w+)\}/g, function (whole, name) { return values && name in values ? String(values[name]) : whole; });
  };

  /* One of two keys, by number: "key_one" or "key_many", with {n} set. */
  cablenet.count = function (key, n) { return cablenet.say(key + (n === 1 ? "_one" : "_many"), { n: cablenet.figure(n) }); };

  function own(words, key) { return words && Object.prototype.hasOwnProperty.call(words, key) ? words[key] : ""; }

  /* A key that is a word of the page, or a text of data as it stands. */
  cablenet.worded = function (key) { return own(table.en, key) ? cablenet.say(key) : key; };

  /* Do something now, and again whenever the language changes. */
  cablenet.tell = function (teller) { tellers.push(teller); teller(); };

  cablenet.setLanguage = function (wanted) {
    if (!Object.prototype.hasOwnProperty.call(table, wanted)) return;
    language = wanted;
    document.documentElement.lang = wanted;
    document.querySelectorAll("[data-say]").forEach(function (node) { node.textContent = cablenet.say(node.getAttribute("data-say")); });
    document.querySelectorAll("[data-say-label]").forEach(function (node) { node.setAttribute("aria-label", cablenet.say(node.getAttribute("data-say-label"))); });
    tellers.forEach(function (teller) { teller(); });
  };

  /* A number as the language writes it; digits that mean nothing are left out. */
  cablenet.figure = function (value, digits) {
    if (!isFinite(value)) return value > 0 ? "∞" : "−∞";
    return value.toLocaleString(language, { maximumFractionDigits: digits === undefined ? 0 : digits });
  };

  /* A number of any size to three digits. */
  cablenet.short = function (value) {
    if (!isFinite(value)) return cablenet.figure(value);
    return value.toLocaleString(language, { maximumSignificantDigits: Math.abs(value) >= 1000 ? 15 : 3, maximumFractionDigits: Math.abs(value) >= 1000 ? 0 : undefined });
  };
})(cablenet);
