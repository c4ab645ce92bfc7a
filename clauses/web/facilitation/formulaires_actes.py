"""Shapes of the acts on a clause and on its parties; each knows the clause it is about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from chantiers.models import Chantier
from clauses.models import ClauseInsertion, Intervenant, Motif
from clauses.rules.obligation import NatureMouvement
from clauses.rules.vocabulaire import ROLES_DEBITEURS, NaturePenalite, NatureSuspension, UsageMotif
from clauses.selectors.situations import obligations_des_clauses
from clauses.services.obligations import Part
from clauses.services.repartitions import repartition_en_vigueur
from socle.formulaires import ChampDate, ChampDecimal, Formulaire, champ_motif
from socle.horloge import aujourdhui
from socle.mots import choix
from socle.periodes import Mois, mois_entre
from socle.presentation import heures

MOIS_MAX = 120


def champ_document(aide: str = "PDF, PNG ou JPEG, 10 Mo au plus.") -> forms.FileField:
    """The signed act."""
    return forms.FileField(label="Acte signé", required=False, help_text=aide)


def champ_acte_transcrit() -> forms.BooleanField:
    """Marks an act of the contracting body written down by the office."""
    return forms.BooleanField(
        label="Je transcris un acte signé du maître d'ouvrage",
        required=False,
        help_text="Une réduction ou une exonération se décide chez le maître d'ouvrage.",
    )


class FormulaireClause(Formulaire):
    """A form about one clause."""

    def __init__(self, *args: Any, clause: ClauseInsertion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clause = clause


class MouvementForm(FormulaireClause):
    """A movement of the obligation, with the new shares when the group split it."""

    nature = forms.ChoiceField(
        label="Nature", choices=[c for c in choix(NatureMouvement) if c[0] not in ("FACTURE", "INITIAL")]
    )
    heures = ChampDecimal(label="Heures", help_text="Avec un signe moins pour retirer des heures.")
    date_signature = ChampDate(label="Signature de l'acte")
    date_effet = ChampDate(label="Prend effet le", help_text="Les heures se répartissent de cette date à la fin.")
    reference = forms.CharField(label="Référence", max_length=80, required=False, help_text="Exemple : avenant n° 2.")
    motif = champ_motif(requis=False, aide="Obligatoire pour une réduction.")
    acte_transcrit = champ_acte_transcrit()
    document = champ_document()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.clause.mouvements.exists() and self.clause.mode != "PROGRESSIF":
            self.fields["nature"].choices = choix(NatureMouvement)[:1]
        repartition = repartition_en_vigueur(self.clause, aujourdhui())
        self.membres = [p.intervenant for p in repartition.parts.all()] if repartition else []
        for part in repartition.parts.all() if repartition else ():
            self.fields[f"part_{part.intervenant_id}"] = ChampDecimal(
                label=f"Nouvelle part de {part.intervenant.organisation} (heures)",
                min_value=0,
                required=False,
                help_text=f"Aujourd'hui {heures(part.heures)}. Toutes vides : au prorata.",
            )

    def clean(self) -> dict[str, Any]:
        """`parts`: the shares typed, all of them; None when they follow pro rata."""
        donnees = super().clean() or {}
        saisies = {membre: donnees.pop(f"part_{membre.pk}", None) for membre in self.membres}
        donnees["parts"] = None
        if any(part is not None for part in saisies.values()):
            for membre, part in saisies.items():
                if part is None and f"part_{membre.pk}" not in self.errors:
                    self.add_error(f"part_{membre.pk}", "Donnez la part de chaque membre, ou aucune.")
            donnees["parts"] = [Part(membre, part) for membre, part in saisies.items() if part is not None]
        return donnees


class FactureForm(FormulaireClause):
    """An invoice of a progressive clause."""

    intervenant = forms.ModelChoiceField(label="Entreprise", queryset=Intervenant.objects.none(), empty_label=None)
    montant = ChampDecimal(label="Montant HT (€)", help_text="Négatif pour un avoir.")
    date_effet = ChampDate(label="Date de la facture")
    reference = forms.CharField(label="Référence", max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["intervenant"].queryset = Intervenant.objects.filter(lot=self.clause.lot).select_related(
            "organisation"
        )


class RepartitionForm(FormulaireClause):
    """The shares of the members of the group."""

    date_effet = ChampDate(label="Prend effet le")
    motif = champ_motif("Accord", "Convention de groupement, accord du …")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membres = list(
            Intervenant.objects.filter(lot=self.clause.lot, role__in=ROLES_DEBITEURS, au__isnull=True)
            .select_related("organisation")
            .order_by("pk")
        )
        jour = aujourdhui()
        en_vigueur = repartition_en_vigueur(self.clause, jour)
        parts = {p.intervenant_id: p.heures for p in en_vigueur.parts.all()} if en_vigueur else {}
        total = obligations_des_clauses([self.clause])[self.clause.pk].dues(jour)
        for membre in self.membres:
            self.fields[f"part_{membre.pk}"] = ChampDecimal(
                label=f"{membre.organisation} – {membre.get_role_display()} (heures)",
                min_value=0,
                initial=parts.get(membre.pk, total if len(self.membres) == 1 else None),
            )
        self.order_fields([f"part_{m.pk}" for m in self.membres])

    @property
    def parts(self) -> list[Part]:
        """The shares typed."""
        return [Part(m, self.cleaned_data[f"part_{m.pk}"]) for m in self.membres]


class SuspensionForm(FormulaireClause):
    """Works stop."""

    nature = forms.ChoiceField(label="Nature", choices=choix(NatureSuspension))
    debut = ChampDate(label="Premier jour de suspension")
    fin = ChampDate(label="Dernier jour", required=False, help_text="Vide : jusqu'à ce qu'elle soit levée.")
    motif = champ_motif(aide="Ordre de service, décision, événement.")
    document = champ_document()


class LeveeForm(FormulaireClause):
    """Works start again."""

    fin = ChampDate(label="Dernier jour de suspension")
    motif = champ_motif(requis=False)


class ExonerationForm(FormulaireClause):
    """A forgiven penalty."""

    montant = ChampDecimal(label="Montant exonéré (€)", min_value=0)
    date_decision = ChampDate(label="Date de la décision")
    motif = champ_motif()
    acte_transcrit = champ_acte_transcrit()
    document = champ_document()


class TermeForm(FormulaireClause):
    """A penalty term of the contract."""

    nature = forms.ChoiceField(label="Pénalité", choices=choix(NaturePenalite))
    montant = ChampDecimal(label="Montant (€)", min_value=0)
    plafond = ChampDecimal(label="Plafond (€)", required=False, min_value=0)
    apres_mise_en_demeure = forms.BooleanField(label="Après mise en demeure", required=False, initial=True)
    valide_du = ChampDate(label="Applicable du")


class CourbeForm(FormulaireClause):
    """Expected hours, month by month of the works; all empty: a straight line."""

    motif = champ_motif(requis=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lot = self.clause.lot
        debut, fin = lot.debut_travaux or self.clause.debut, lot.reception_le or lot.fin_travaux or self.clause.fin
        points = dict(self.clause.points_courbe.values_list("mois", "heures"))
        self.mois = list(mois_entre(Mois.depuis(debut), Mois.depuis(fin)))[:MOIS_MAX] if fin else []
        for mois in self.mois:
            self.fields[f"mois_{mois.iso}"] = ChampDecimal(
                label=str(mois).capitalize(), required=False, min_value=0, initial=points.get(mois.premier_jour)
            )
        self.order_fields([f"mois_{m.iso}" for m in self.mois])

    @property
    def points(self) -> list[tuple[date, Decimal]]:
        """The months typed."""
        lus = [(m.premier_jour, self.cleaned_data[f"mois_{m.iso}"]) for m in self.mois]
        return [(mois, heures) for mois, heures in lus if heures is not None]


class DatesForm(FormulaireClause):
    """The works dates of the lot."""

    debut_travaux = ChampDate(label="Début des travaux", required=False)
    fin_travaux = ChampDate(label="Fin des travaux", required=False)
    reception_le = ChampDate(label="Réception", required=False, help_text="Constatée : elle arrête la courbe.")
    date_effet = ChampDate(
        label="L'acte prend effet le",
        required=False,
        help_text="Ce qui était attendu avant ce jour ne change pas ; le reste s'étale jusqu'à la nouvelle fin.",
    )
    correction = forms.BooleanField(
        label="C'est la correction d'une erreur de saisie",
        required=False,
        help_text="Les nouvelles dates valent alors depuis le début.",
    )
    reference = forms.CharField(label="Référence", max_length=80, required=False, help_text="Exemple : OS n° 4.")
    motif = champ_motif("Acte qui déplace les dates", "Ordre de service, avenant, procès-verbal.")
    document = champ_document()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in ("debut_travaux", "fin_travaux", "reception_le"):
            self.fields[nom].initial = getattr(self.clause.lot, nom)


class SitesForm(FormulaireClause):
    """The share of the lot on each site of its operation; empty: not on this site."""

    motif = champ_motif(requis=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lot = self.clause.lot
        parts = dict(lot.sites.values_list("chantier_id", "part"))
        self.chantiers = list(
            Chantier.objects.en_vigueur().filter(operation_id=lot.marche.operation_id).order_by("nom_plie")
        )
        for chantier in self.chantiers:
            self.fields[f"part_{chantier.pk}"] = ChampDecimal(
                label=f"{chantier} (%)", required=False, min_value=0, max_value=100, initial=parts.get(chantier.pk)
            )
        self.order_fields([f"part_{c.pk}" for c in self.chantiers])

    @property
    def sites(self) -> list[tuple[Chantier, Decimal]]:
        """The sites with a share."""
        lus = [(c, self.cleaned_data[f"part_{c.pk}"]) for c in self.chantiers]
        return [(chantier, part) for chantier, part in lus if part]


class MotifForm(FormulaireClause):
    """A coded reason and its detail; one of the two at least."""

    code = forms.ModelChoiceField(
        label="Motif", queryset=Motif.objects.none(), required=False, empty_label="Autre, précisé ci-dessous"
    )
    texte = champ_motif("Précisions", requis=False)
    usage = UsageMotif.CLOTURE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].queryset = Motif.objects.filter(usage=self.usage, actif=True)

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if not donnees.get("code") and not donnees.get("texte"):
            self.add_error("texte", "Choisissez un motif, ou précisez-le.")
        return donnees

    @property
    def motif(self) -> str:
        """The reason as a sentence."""
        return ". ".join(str(self.cleaned_data[n]) for n in ("code", "texte") if self.cleaned_data.get(n))


class AnnulationForm(MotifForm):
    """Cancel what was entered by mistake."""

    usage = UsageMotif.ANNULATION
