/* Where the keyboard stands after an act. When htmx brings back a row, or the whole list (#liste-validation), the focus goes
   to the next line that waits, to the first line taken back after an undo, and never to <body>. */
(function () {
  "use strict";
  var RANG = "tr[data-ligne-clavier]";
  var LISTE = "liste-validation";
  var avants = new WeakMap();

  function liste() {
    return document.getElementById(LISTE);
  }

  function cles() {
    return liste() ? Array.from(liste().querySelectorAll(RANG), function (ligne) { return ligne.id; }) : [];
  }

  function attend(ligne) {
    return Boolean(ligne && ligne.querySelector("[data-raccourci='v']"));
  }

  /* `cle`: the row one was on; `ordre`: the rows as they were then. */
  function placer(cle, ordre) {
    var rang = ordre.indexOf(cle);
    var suivantes = ordre.slice(Math.max(rang, 0)).map(function (c) { return document.getElementById(c); });
    var avant = ordre.slice(0, Math.max(rang, 0)).reverse().map(function (c) { return document.getElementById(c); });
    var ligne = suivantes.find(attend) || document.getElementById(cle) || suivantes.concat(avant).find(Boolean) ||
      document.querySelector("#" + LISTE + " " + RANG);
    if (ligne) window.interfaceActiver(ligne);
    else if (liste()) liste().focus();
  }

  function perdu() {
    return !document.activeElement || document.activeElement === document.body;
  }

  document.addEventListener("htmx:beforeSwap", function (evenement) {
    var detail = evenement.detail;
    var cible = detail.target;
    if (!detail.shouldSwap || !cible || !cible.matches || !cible.matches(RANG + ", #" + LISTE)) return;
    if (detail.xhr.responseText.indexOf('id="' + cible.id + '"') === -1) {
      // Another page came instead (the session is over): nothing is lost by asking for this one again.
      detail.shouldSwap = false;
      window.location.reload();
      return;
    }
    var active = document.querySelector("#" + LISTE + " .ligne-active");
    var groupe = cible.contains(document.activeElement) && document.activeElement.closest("tr.groupe");
    var depart = groupe ? groupe.parentNode.querySelector(RANG) : active;
    var demande = detail.requestConfig.elt;
    var reprise = demande.closest("#recentes") && demande.querySelector("[name='ligne']");
    avants.set(detail.xhr, {
      cle: cible.id !== LISTE ? cible.id : reprise ? "ligne-" + reprise.value : depart ? depart.id : "",
      ordre: cles(),
      active: active ? active.id : "",
      dedans: cible.contains(document.activeElement)
    });
  });

  document.addEventListener("htmx:afterSettle", function (evenement) {
    var avant = evenement.detail && evenement.detail.xhr && avants.get(evenement.detail.xhr);
    if (!avant) return;
    avants.delete(evenement.detail.xhr);
    if (avant.dedans || perdu()) {
      placer(document.getElementById(avant.cle) || !avant.active ? avant.cle : avant.active, avant.ordre);
      return;
    }
    // The person is elsewhere by now: the row keeps its mark, the focus stays where it is.
    var ligne = document.getElementById(avant.active);
    if (ligne && !ligne.classList.contains("ligne-active")) {
      ligne.classList.add("ligne-active");
      ligne.tabIndex = 0;
    }
  });

  /* The panel was opened from a row that has been decided, and redrawn, since. */
  document.addEventListener("panneau:orphelin", function (evenement) {
    var ligne = evenement.detail.repere && document.getElementById(evenement.detail.repere);
    if (!ligne || !ligne.matches(RANG)) return;
    evenement.preventDefault();
    placer(ligne.id, cles());
  });
})();
