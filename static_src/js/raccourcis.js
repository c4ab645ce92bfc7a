/* Keyboard. "/" goes to the search, "?" opens the help. In a list with data-liste-clavier, rows marked data-ligne-clavier:
   j/k move, Enter opens (data-action="ouvrir"), x ticks, and v, r, p… press the element of the row with data-raccourci="v"; a capital (X, V) presses that of the whole list.
   data-raccourci-page="u" is pressed from anywhere in the page. Only j and k repeat while held.
   One-letter keys can be switched off in the help (kept on this computer), and never act while typing. */
(function () {
  "use strict";
  var CLE = "raccourcis-inactifs";

  function actifs() {
    try { return localStorage.getItem(CLE) !== "1"; } catch (e) { return true; }
  }

  function saisie(cible) {
    return cible.closest("input:not([type='checkbox']):not([type='radio']), textarea, select, [contenteditable='true']");
  }

  function lignes(liste) {
    return Array.from(liste.querySelectorAll("[data-ligne-clavier]")).filter(function (l) { return l.offsetParent !== null; });
  }

  function activer(ligne) {
    ligne.closest("[data-liste-clavier]").querySelectorAll(".ligne-active").forEach(function (l) {
      l.classList.remove("ligne-active");
      l.tabIndex = -1;
    });
    ligne.classList.add("ligne-active");
    ligne.tabIndex = 0;
    ligne.focus();
    ligne.scrollIntoView({ block: "nearest" });
  }

  /* One row of each list is reached by Tab: the current one, else the first. */
  function ouvrirAuClavier() {
    document.querySelectorAll("[data-liste-clavier]").forEach(function (liste) {
      var toutes = lignes(liste);
      if (toutes.length && !toutes.some(function (ligne) { return ligne.tabIndex === 0; })) toutes[0].tabIndex = 0;
    });
  }

  function dansLaListe(evenement, touche) {
    var liste = evenement.target.closest("[data-liste-clavier]") ||
      (document.activeElement === document.body || evenement.target.closest("#panneau") ? document.querySelector("[data-liste-clavier]") : null);
    if (!liste) return false;
    var toutes = lignes(liste);
    var courante = liste.querySelector(".ligne-active") || evenement.target.closest("[data-ligne-clavier]");
    var rang = toutes.indexOf(courante);
    if (touche === "j" || touche === "k") {
      var suivante = toutes[touche === "j" ? Math.min(rang + 1, toutes.length - 1) : Math.max(rang - 1, 0)];
      if (suivante) activer(suivante);
      return true;
    }
    if (/^[A-Z]$/.test(touche)) {
      // A capital acts on the whole list: what the list's form marks with it.
      var entier = (liste.closest("form") || document).querySelector("[data-raccourci='" + touche + "']");
      if (entier) entier.click();
      return Boolean(entier);
    }
    if (!courante) return false;
    var bouton = null;
    if (touche === "Enter") {
      if (evenement.target !== courante) return false;
      bouton = courante.querySelector("[data-action='ouvrir'], a[href]");
    } else if (touche === "x") {
      bouton = courante.querySelector("input[type='checkbox']");
    } else if (/^[a-z]$/.test(touche)) {
      bouton = courante.querySelector("[data-raccourci='" + touche + "']") ||
        document.querySelector("#panneau [data-raccourci='" + touche + "']");
    }
    if (!bouton) return false;
    bouton.click();
    return true;
  }

  function dansLaPage(touche) {
    var bouton = /^[a-z]$/.test(touche) && document.querySelector("[data-raccourci-page='" + touche + "']");
    if (bouton) bouton.click();
    return Boolean(bouton);
  }

  document.addEventListener("keydown", function (evenement) {
    if (evenement.ctrlKey || evenement.metaKey || evenement.altKey || evenement.defaultPrevented) return;
    if (saisie(evenement.target) || document.querySelector("dialog[open]")) return;
    var touche = evenement.key;
    if (touche === "Enter" && evenement.target.matches("[data-liste-clavier] input[type='checkbox']")) {
      evenement.preventDefault(); // else the browser would press the first button of the list's form
      return;
    }
    if (evenement.repeat && touche !== "j" && touche !== "k") return;
    if (touche !== "Enter" && !actifs()) return;
    var fait = false;
    if (touche === "?") {
      var boite = document.getElementById("aide-clavier");
      if (boite) { boite.showModal(); fait = true; }
    } else if (touche === "/") {
      var recherche = document.querySelector("[data-recherche]");
      if (recherche) { recherche.focus(); recherche.select(); fait = true; }
    } else {
      fait = dansLaListe(evenement, touche) || dansLaPage(touche);
    }
    if (fait) evenement.preventDefault();
  });

  document.addEventListener("click", function (evenement) {
    var bouton = evenement.target.closest("[data-ouvre-boite]");
    if (bouton) document.getElementById(bouton.dataset.ouvreBoite).showModal();
  });

  document.addEventListener("change", function (evenement) {
    if (!evenement.target.matches("[data-raccourcis-actifs]")) return;
    try {
      if (evenement.target.checked) localStorage.removeItem(CLE);
      else localStorage.setItem(CLE, "1");
    } catch (e) { /* private browsing: the choice lasts as long as the page */ }
  });

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-raccourcis-actifs]").forEach(function (case_) { case_.checked = actifs(); });
    document.querySelectorAll("[data-ouvre-boite]").forEach(function (bouton) { bouton.hidden = false; });
    ouvrirAuClavier();
  });

  document.addEventListener("htmx:afterSettle", ouvrirAuClavier);

  window.interfaceActiver = activer;
})();
