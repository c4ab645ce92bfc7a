/* On a phone the list comes first; a button shows the map instead. */
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    var bascule = document.querySelector("[data-carte-bascule]");
    var zone = document.querySelector("[data-liste-carte]");
    if (!bascule || !zone) return;
    var bouton = bascule.querySelector("button");
    var vue = false; /* hidden, the map had no size to fit the sites in */
    bascule.hidden = false;
    zone.classList.add("liste-carte-basculable");
    bouton.addEventListener("click", function () {
      var carteVue = zone.classList.toggle("carte-vue");
      bouton.setAttribute("aria-expanded", String(carteVue));
      bouton.textContent = carteVue ? bouton.dataset.cacher : bouton.dataset.voir;
      var carte = window.carte_chantiers;
      if (!carteVue || !carte) return;
      carte.invalidateSize();
      if (!vue && carte.cadrer) carte.cadrer();
      vue = true;
    });
  });
})();
