"""A need on the contractor's and the office's pages: one form to open or change it, one set of acts and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404

from clauses.models import Besoin
from clauses.rules.besoins import POSTES_MAX
from clauses.rules.etats import ActeBesoin
from clauses.rules.vocabulaire import FrancaisDemande, NatureCertificat
from clauses.selectors.besoins import BesoinVu
from clauses.selectors.besoins_a_ouvrir import DepartBesoin, LieuBesoin
from clauses.services import besoins
from entreprises.policies import Acteur
from socle.erreurs import ErreurMetier
from socle.formulaires import ChampDate, ChampDecimal, Formulaire, champ_motif
from socle.models import Metier

FORMATS_HEURE = ["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh", "%H h"]


class BesoinForm(Formulaire):
    """A need: where, which post, when, under which conditions. `lieux`: the choices of the reader."""

    lieu = forms.ChoiceField(label="Lot et chantier")
    metier = forms.ModelChoiceField(label="Métier", queryset=Metier.objects.none(), empty_label="Choisissez")
    nombre = forms.IntegerField(label="Nombre de postes", min_value=1, max_value=POSTES_MAX)
    debut = ChampDate(label="À partir du")
    fin = ChampDate(label="Jusqu'au", required=False, help_text="Vide : sans fin prévue.")
    heures_hebdo = ChampDecimal(label="Heures par semaine", required=False, max_digits=5)
    heures = ChampDecimal(
        label="Heures en tout, par personne", required=False, max_digits=8, help_text="Si elles sont déjà connues."
    )
    prise_de_poste = forms.TimeField(
        label="Heure de prise de poste",
        required=False,
        input_formats=FORMATS_HEURE,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    permis_demande = forms.BooleanField(label="Permis B demandé", required=False)
    niveau_francais = forms.ChoiceField(
        label="Niveau de français",
        required=False,
        choices=[("", "Aucun niveau demandé"), *FrancaisDemande.choix()],
        help_text="Seulement si le poste l'exige.",
    )
    certificats = forms.MultipleChoiceField(
        label="Certificats demandés", required=False, widget=forms.CheckboxSelectMultiple
    )
    precisions = forms.CharField(
        label="Précisions",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ni nom de personne, ni condition d'âge, de sexe, d'origine ou de santé.",
    )

    groupes = (
        ("Le poste", ("lieu", "metier", "nombre", "heures_hebdo", "heures")),
        ("Les dates", ("debut", "fin", "prise_de_poste")),
        ("Ce que le poste demande", ("permis_demande", "niveau_francais", "certificats", "precisions")),
    )

    def __init__(
        self, *args: Any, lieux: Sequence[LieuBesoin], validites: Mapping[str, int], office: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._lieux = {lieu.cle: lieu for lieu in lieux}
        self.fields["lieu"].choices = [(lieu.cle, _libelle(lieu, office)) for lieu in lieux]
        if len(lieux) > 1 and not self.initial.get("lieu"):
            self.fields["lieu"].choices = [("", "Choisissez"), *self.fields["lieu"].choices]
        self.fields["metier"].queryset = Metier.objects.filter(actif=True).order_by("ordre", "libelle_plie")
        self.fields["metier"].label_from_instance = lambda metier: metier.libelle
        self.fields["certificats"].choices = [
            (c.value, f"{c.libelle}{_duree(validites.get(c.value))}") for c in NatureCertificat
        ]

    def par_groupes(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their titles, for the template."""
        return [(titre, [self[nom] for nom in noms]) for titre, noms in self.groupes]

    def refuser(self, erreur: ErreurMetier) -> None:
        """A refused site stands beside the field that holds it."""
        if erreur.champ == "chantier":
            self.add_error("lieu", erreur.message)
        else:
            super().refuser(erreur)

    def ouvrir(self, acteur: Acteur) -> Besoin | None:
        """Open what was typed; None when the service refused, with its sentence beside the field."""
        lieu, demande = self._lu()
        try:
            return besoins.ouvrir(acteur=acteur, intervenant=lieu.intervenant, chantier=lieu.chantier, **demande)
        except ErreurMetier as erreur:
            self.refuser(erreur)
        return None

    def modifier(self, acteur: Acteur, besoin: Besoin) -> Besoin | None:
        """Write what was typed on this need; None when the service refused."""
        lieu, demande = self._lu()
        try:
            return besoins.modifier(acteur=acteur, besoin=besoin, chantier=lieu.chantier, **demande)
        except ErreurMetier as erreur:
            self.refuser(erreur)
        return None

    def _lu(self) -> tuple[LieuBesoin, besoins.Demande]:
        demande: Any = dict(self.cleaned_data)
        return self._lieux[demande.pop("lieu")], demande


def initial_de_depart(lieu: LieuBesoin, depart: DepartBesoin) -> dict[str, Any]:
    """What the form of a new need shows before anything is typed."""
    return {"lieu": lieu.cle, **vars(depart)}


def initial_du_besoin(besoin: Besoin) -> dict[str, Any]:
    """What the form of an existing need shows."""
    lieu = LieuBesoin(besoin.intervenant, besoin.chantier, besoin.clause)
    return {"lieu": lieu.cle, **{nom: getattr(besoin, nom) for nom in BesoinForm.base_fields if nom != "lieu"}}


def _libelle(lieu: LieuBesoin, office: bool) -> str:
    """The firm names its lot, the office names the firm."""
    qui = str(lieu.intervenant.organisation) if office else str(lieu.intervenant.lot)
    return f"{qui}, {lieu.chantier}"


def _duree(mois: int | None) -> str:
    if not mois:
        return ""
    return f", {mois // 12} ans" if mois % 12 == 0 and mois > 12 else f", {mois} mois"


class ActeBesoinForm(Formulaire):
    """An act on a need; a cancellation says why."""

    motif = champ_motif("Pourquoi annuler ?", "Une phrase suffit ; elle reste dans le journal de la clause.")

    def __init__(self, *args: Any, acte: ActeBesoin, **options: Any) -> None:
        super().__init__(*args, **options)
        if acte is not ActeBesoin.ANNULER:
            del self.fields["motif"]


@dataclass(frozen=True)
class MotsActe:
    """What is said around an act on a need."""

    question: str
    consequence: str
    bouton: str
    fait: str


MOTS_DES_ACTES: dict[ActeBesoin, MotsActe] = {
    ActeBesoin.POURVOIR: MotsActe(
        "Ce besoin est-il pourvu ?",
        "Le métier quitte la page publique du chantier, et les personnes encore proposées redeviennent disponibles. "
        "Le besoin pourra se rouvrir.",
        "Marquer pourvu",
        "Le besoin est marqué pourvu.",
    ),
    ActeBesoin.ANNULER: MotsActe(
        "Annuler ce besoin ?",
        "Le métier quitte la page publique du chantier, et les personnes encore proposées redeviennent disponibles. "
        "Le besoin pourra se rouvrir.",
        "Annuler le besoin",
        "Le besoin est annulé.",
    ),
    ActeBesoin.ROUVRIR: MotsActe(
        "Rouvrir ce besoin ?",
        "Le métier revient sur la page publique du chantier.",
        "Rouvrir le besoin",
        "Le besoin est rouvert.",
    ),
}


def lire_acte(texte: str) -> ActeBesoin:
    """The act that an address names; 404 when there is no such act."""
    try:
        return ActeBesoin(texte)
    except ValueError:
        raise Http404("Cet acte n'existe pas.") from None


def changer(acteur: Acteur, vu: BesoinVu, acte: ActeBesoin, form: ActeBesoinForm) -> bool:
    """Do the act; False when it was refused, with the sentence on the form."""
    if not form.is_valid():
        return False
    service = {
        ActeBesoin.POURVOIR: besoins.pourvoir,
        ActeBesoin.ANNULER: besoins.annuler,
        ActeBesoin.ROUVRIR: besoins.rouvrir,
    }[acte]
    try:
        service(acteur=acteur, besoin=vu.besoin, **form.cleaned_data)
    except ErreurMetier as erreur:
        form.refuser(erreur)
        return False
    return True


def page_d_acte(vu: BesoinVu, acte: ActeBesoin, form: ActeBesoinForm, retour: str) -> dict[str, Any]:
    """The context of composants/confirmation.html for this act."""
    mots = MOTS_DES_ACTES[acte]
    return {
        "titre": mots.question,
        "texte": vu.besoin.dit,
        "consequences": [mots.consequence],
        "bouton": mots.bouton,
        "retour": retour,
        "form": form,
    }


def lieux_du_besoin(besoin: Besoin, lieux: Sequence[LieuBesoin]) -> list[LieuBesoin]:
    """Where a need may move: the other sites of the same party; its own always stands first."""
    sien = LieuBesoin(besoin.intervenant, besoin.chantier, besoin.clause)
    return [sien, *(li for li in lieux if li.intervenant == besoin.intervenant and li.chantier != besoin.chantier)]
