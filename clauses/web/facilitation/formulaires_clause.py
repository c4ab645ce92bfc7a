"""Shape of the obligation form: how the clause owes, its rhythm, durations, penalties, follower; and the estimator."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from clauses.models import ClauseInsertion, Lot, Referentiel
from clauses.rules.estimation import estimer_sur_heures, estimer_sur_montant
from clauses.rules.obligation import ModeObligation, SeuilMode
from clauses.rules.vocabulaire import NaturePenalite, TypeContrat
from clauses.selectors.marches import references_estimation
from clauses.services.obligations import TermeSaisi, VolumeInitial
from entreprises.models import Membre
from socle.erreurs import RegleViolee
from socle.formulaires import ChampDate, ChampDecimal, Formulaire
from socle.horloge import aujourdhui
from socle.mots import choix
from socle.periodes import Periodicite

ESTIMATEUR = ("montant_base", "part_main_oeuvre", "taux_effort", "cout_horaire", "heures_prevues")
PENALITES = {
    NaturePenalite.PAR_HEURE: "penalite_heure",
    NaturePenalite.PAR_JOUR_RETARD: "penalite_retard",
    NaturePenalite.PAR_JOUR_BILAN: "penalite_bilan",
}


@dataclass(frozen=True)
class Estimation:
    """What the estimator gives: hours, how, or what is missing."""

    heures: Decimal | None
    calcul: str


class ClauseForm(Formulaire):
    """The whole obligation of a lot."""

    mode = forms.ChoiceField(label="Façon de devoir", choices=choix(ModeObligation), widget=forms.RadioSelect)
    heures = ChampDecimal(
        label="Volume d'heures écrit au contrat",
        required=False,
        min_value=0,
        help_text="Le chiffre du contrat oblige ; l'estimateur n'est qu'une aide. Clause progressive : laisser vide.",
    )
    date_signature = ChampDate(label="Signature du contrat", required=False, help_text="Vide : le début de la clause.")
    montant_base = ChampDecimal(label="Montant HT de base (€)", required=False, min_value=0)
    part_main_oeuvre = ChampDecimal(label="Part de main-d'œuvre (%)", required=False, min_value=0, max_value=100)
    taux_effort = ChampDecimal(label="Taux d'effort (%)", required=False, min_value=0, max_value=100)
    cout_horaire = ChampDecimal(label="Coût horaire complet (€)", required=False, min_value=0)
    heures_prevues = ChampDecimal(label="Heures totales prévues", required=False, min_value=0)
    seuil_montant = ChampDecimal(label="Seuil de facturation (€ HT)", required=False, min_value=0)
    euros_par_heure = ChampDecimal(label="1 heure pour … euros facturés", required=False, min_value=0)
    seuil_mode = forms.ChoiceField(label="Au-delà du seuil, compter", choices=choix(SeuilMode), required=False)
    referentiel = forms.ModelChoiceField(
        label="Publics éligibles (référentiel)",
        queryset=Referentiel.objects.none(),
        empty_label="Choisir un référentiel",
    )
    perimetre = forms.CharField(
        label="Périmètre",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Travaux auxquels la clause s'applique.",
    )
    hors_site_admis = forms.BooleanField(label="Heures hors du chantier admises", required=False)
    debut = ChampDate(label="Début de la clause", help_text="En général la notification du marché.")
    fin = ChampDate(label="Fin de la clause", required=False, help_text="Réception, tolérance comprise.")
    periodicite = forms.ChoiceField(label="Périodicité des déclarations", choices=choix(Periodicite))
    jour_echeance = forms.IntegerField(
        label="Jour d'échéance", min_value=1, max_value=28, help_text="Du mois qui suit la période."
    )
    facilitateur = forms.ModelChoiceField(
        label="Suivie par", queryset=Membre.objects.none(), required=False, empty_label="Personne pour l'instant"
    )
    durees_du_referentiel = forms.BooleanField(
        label="Durées de prise en compte du référentiel", required=False, initial=True
    )

    OBLIGATION = ("mode", "heures", "date_signature")
    PROGRESSIF = ("seuil_montant", "euros_par_heure", "seuil_mode")
    CADRE = (
        "referentiel",
        "perimetre",
        "hors_site_admis",
        "debut",
        "fin",
        "periodicite",
        "jour_echeance",
        "facilitateur",
    )

    def __init__(self, *args: Any, facilitateurs: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["referentiel"].queryset = Referentiel.objects.filter(actif=True)
        if facilitateurs is not None:
            self.fields["facilitateur"].queryset = facilitateurs
            self.fields["facilitateur"].label_from_instance = lambda m: str(m.utilisateur)
        for type_contrat in TypeContrat:
            self.fields[f"duree_{type_contrat.value}"] = forms.IntegerField(
                label=f"{type_contrat.libelle} (mois)", required=False, min_value=1, max_value=120
            )
        for nature, nom in PENALITES.items():
            self.fields[nom] = ChampDecimal(label=f"{nature.libelle} (€)", required=False, min_value=0)
            self.fields[f"{nom}_plafond"] = ChampDecimal(
                label=f"Plafond, {nature.libelle[0].lower()}{nature.libelle[1:]} (€)", required=False, min_value=0
            )
        self.fields["penalite_mise_en_demeure"] = forms.BooleanField(
            label="Applicables après mise en demeure", required=False, initial=True
        )

    def estimation(self) -> Estimation:
        """What the typed values give, whatever the rest of the form holds."""
        self.is_valid()
        return estimer(self.cleaned_data)

    def groupe(self, *noms: str) -> list[forms.BoundField]:
        """The bound fields of these names, in that order."""
        return [self[nom] for nom in noms]

    @property
    def champs_obligation(self) -> list[forms.BoundField]:
        return self.groupe(*self.OBLIGATION)

    @property
    def champs_estimateur(self) -> list[forms.BoundField]:
        return self.groupe(*ESTIMATEUR)

    @property
    def champs_progressif(self) -> list[forms.BoundField]:
        return self.groupe(*self.PROGRESSIF)

    @property
    def champs_cadre(self) -> list[forms.BoundField]:
        return self.groupe(*self.CADRE)

    @property
    def champs_durees(self) -> list[forms.BoundField]:
        return self.groupe(*(f"duree_{t.value}" for t in TypeContrat))

    @property
    def champs_penalites(self) -> list[forms.BoundField]:
        return self.groupe(*(nom for base in PENALITES.values() for nom in (base, f"{base}_plafond")))


def estimer(valeurs: dict[str, Any]) -> Estimation:
    """The estimator on these values: planned hours when given, else amount × labour share × rate ÷ hourly cost."""
    lues = {nom: valeurs.get(nom) for nom in ESTIMATEUR}
    try:
        if lues["heures_prevues"] and lues["taux_effort"]:
            return Estimation(
                estimer_sur_heures(lues["heures_prevues"], lues["taux_effort"]), "heures prévues × taux d'effort"
            )
        if all(lues[n] is not None for n in ("montant_base", "part_main_oeuvre", "taux_effort", "cout_horaire")):
            return Estimation(
                estimer_sur_montant(
                    lues["montant_base"], lues["part_main_oeuvre"], lues["taux_effort"], lues["cout_horaire"]
                ),
                "montant × part de main-d'œuvre × taux d'effort ÷ coût horaire, arrondi à l'heure",
            )
    except RegleViolee as erreur:
        return Estimation(None, erreur.message)
    return Estimation(None, "Indiquez le montant, la part de main-d'œuvre, le taux et le coût horaire.")


def initial_de_la_clause(lot: Lot, suiveur: Membre | None, jour_echeance: int) -> dict[str, Any]:
    """What a new clause is filled with: amounts of the lot, rows in force at the contract's date."""
    references = references_estimation(lot)
    marche = lot.marche
    return {
        "mode": ModeObligation.VOLUME_FIXE,
        "montant_base": lot.montant or marche.montant,
        "part_main_oeuvre": references.part.part if references.part else None,
        "taux_effort": references.taux.taux if references.taux else None,
        "cout_horaire": references.cout.montant if references.cout else None,
        "seuil_mode": SeuilMode.AU_DELA,
        "perimetre": f"Travaux du lot {lot.numero} – {lot.intitule}",
        "debut": marche.date_notification or lot.debut_travaux or aujourdhui(),
        "date_signature": marche.date_notification,
        "fin": lot.fin_travaux,
        "periodicite": Periodicite.MENSUELLE,
        "jour_echeance": jour_echeance,
        "facilitateur": suiveur.pk if suiveur else None,
        "referentiel": Referentiel.objects.filter(actif=True).values_list("pk", flat=True).first(),
    }


def lire(donnees: dict[str, Any]) -> dict[str, Any]:
    """The valid form as keyword arguments of `creer_clause` (without actor, lot, activation)."""
    progressif = donnees["mode"] == ModeObligation.PROGRESSIF
    volume = None
    if donnees["heures"] and not progressif:
        volume = VolumeInitial(
            heures=donnees["heures"],
            date_signature=donnees["date_signature"] or donnees["debut"],
            date_effet=donnees["debut"],
        )
    durees = None
    if not donnees["durees_du_referentiel"]:
        durees = {t.value: donnees[f"duree_{t.value}"] for t in TypeContrat}
    termes = [
        TermeSaisi(
            nature=nature,
            montant=donnees[nom],
            plafond=donnees[f"{nom}_plafond"],
            apres_mise_en_demeure=donnees["penalite_mise_en_demeure"],
            valide_du=donnees["debut"],
        )
        for nature, nom in PENALITES.items()
        if donnees[nom]
    ]
    return {
        **{nom: donnees[nom] for nom in (*ESTIMATEUR, *ClauseForm.CADRE, *ClauseForm.PROGRESSIF, "mode")},
        "heures_estimees": estimer(donnees).heures,
        "heures_mentionnees": donnees["heures"],
        "volume": volume,
        "durees": durees,
        "termes": termes,
    }


def initial_modification(clause: ClauseInsertion) -> dict[str, Any]:
    """What the correction form of an existing clause is filled with."""
    return {nom: getattr(clause, nom) for nom in ModifierClauseForm.CHAMPS} | {"referentiel": clause.referentiel_id}


class ModifierClauseForm(Formulaire):
    """Terms that may be corrected; those that found the obligation only before activation."""

    CHAMPS = (
        "perimetre",
        "hors_site_admis",
        "fin",
        "periodicite",
        "jour_echeance",
        "delai_validation",
        "mode",
        "debut",
        "seuil_montant",
        "euros_par_heure",
        "seuil_mode",
    )
    BROUILLON = ("referentiel", "mode", "debut", "seuil_montant", "euros_par_heure", "seuil_mode")

    perimetre = ClauseForm.base_fields["perimetre"]
    hors_site_admis = ClauseForm.base_fields["hors_site_admis"]
    fin = ClauseForm.base_fields["fin"]
    periodicite = ClauseForm.base_fields["periodicite"]
    jour_echeance = ClauseForm.base_fields["jour_echeance"]
    delai_validation = forms.IntegerField(
        label="Délai de validation (jours)",
        required=False,
        min_value=0,
        max_value=90,
        help_text="Vide : le réglage général.",
    )
    referentiel = ClauseForm.base_fields["referentiel"]
    mode = forms.ChoiceField(label="Façon de devoir", choices=choix(ModeObligation))
    debut = ClauseForm.base_fields["debut"]
    seuil_montant = ClauseForm.base_fields["seuil_montant"]
    euros_par_heure = ClauseForm.base_fields["euros_par_heure"]
    seuil_mode = ClauseForm.base_fields["seuil_mode"]
    motif = forms.CharField(label="Motif", max_length=300, required=False)

    def __init__(self, *args: Any, brouillon: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["referentiel"].queryset = Referentiel.objects.filter(actif=True)
        if not brouillon:
            for nom in self.BROUILLON:
                del self.fields[nom]
