/* On a phone the list comes first; a button shows the map instead. Also: filters folded on a small screen. */
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    var bascule = document.querySelector("[data-carte-bascule]");
    var zone = document.querySelector("[data-liste-carte]");
    if (!bascule || !zone) return;
    var bouton = bascule.querySelector("button");
    bascule.hidden = false;
    zone.classList.add("liste-carte-basculable");
    bouton.addEventListener("click", function () {
      var carteVue = zone.classList.toggle("carte-vue");
      bouton.setAttribute("aria-expanded", String(carteVue));
      bouton.textContent = carteVue ? bouton.dataset.cacher : bouton.dataset.voir;
      if (carteVue && window.carte_chantiers) window.carte_chantiers.invalidateSize();
    });
  });
})();
