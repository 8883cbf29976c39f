// Clusters, the tests of their records' values, and units.

#include <algorithm>

#include "base/nearest.h"
#include "rules/checker.h"

namespace meso::rules {

std::optional<ClusterId> Checker::cluster(const syntax::Name& name, const Scope& scope) {
  if (name.text.empty()) return std::nullopt;
  const auto known = cluster_ids_.find(name.text);
  if (known != cluster_ids_.end()) return known->second;
  const terms::Cluster* found = clusters_.find(name.text);
  if (found == nullptr) {
    const Edition* owner = nullptr;
    if (find_field(name.text, scope, &owner) != nullptr) {
      wrong(scope, name.spot, name.text + " is a field, and records are picked from a cluster",
            "a field has one date: write " + name.text + " exists, or name the cluster");
    } else {
      const std::string near = mistakes_.full() ? "" : clusters_.nearest(name.text);
      wrong(scope, name.spot, "there is no cluster " + name.text,
            near.empty() ? "load the code list that holds it" : "did you mean " + near + "?");
    }
    return std::nullopt;
  }
  const auto id = static_cast<ClusterId>(model_.clusters.size());
  model_.clusters.push_back(*found);
  cluster_ids_.emplace(name.text, id);
  return id;
}

std::vector<ClusterId> Checker::cluster_list(const std::vector<syntax::Name>& names, const Scope& scope) {
  std::vector<ClusterId> out;
  for (const syntax::Name& name : names) {
    const auto id = cluster(name, scope);
    if (id && std::find(out.begin(), out.end(), *id) == out.end()) out.push_back(*id);
  }
  return out;
}

void Checker::add_windows(const std::vector<syntax::Window>& written, const Scope& scope,
                          std::vector<Window>& out) {
  for (const syntax::Window& one : written) {
    if (const auto read = window(one, scope)) out.push_back(*read);
  }
  // The ruleset's `events` is one more window, told in the text that wrote it.
  const Written<syntax::Window>& events = scope.edition->events;
  if (events.item == nullptr) return;
  Scope head = scope;
  head.source = events.source;
  for (const syntax::DateExpression* end : {&events.item->first, &events.item->second}) {
    const std::string& name = end->base.text;
    if (end->literal || name.empty() || name == "ACHV_DAT" || name == "PPED" || name == "QSSD") continue;
    return wrong(head, end->spot,
                 "the events of a ruleset are bounded by " + name + ", which differs by patient",
                 "bound them by ACHV_DAT, PPED, QSSD or a day");
  }
  const auto bound = window(*events.item, head);
  if (bound && std::find(out.begin(), out.end(), *bound) == out.end()) out.push_back(*bound);
}

Records Checker::records(const syntax::Records& written, const Scope& scope) {
  Records out;
  out.clusters = cluster_list(written.clusters, scope);
  add_windows(written.windows, scope, out.windows);
  out.tests = value_tests(written.tests, out.clusters, scope);
  out.first_or_new = written.first_or_new;
  for (const syntax::Nearby& one : written.nearby) {
    if (out.nearby) {
      wrong(scope, one.spot, "records are asked for two others near them",
            "ask for one here, and for the other in a field of its own");
      break;
    }
    Nearby nearby;
    nearby.clusters = cluster_list(one.clusters, scope);
    nearby.tests = value_tests(one.tests, nearby.clusters, scope);
    nearby.from_days = one.from_days;
    nearby.to_days = one.to_days;
    nearby.absent = one.absent;
    out.nearby = std::move(nearby);
  }
  return out;
}

std::vector<ValueTest> Checker::value_tests(const std::vector<syntax::ValueTest>& written,
                                            const std::vector<ClusterId>& clusters, const Scope& scope) {
  std::vector<ValueTest> out;
  if (written.empty() || clusters.empty()) return out;
  const auto unit = unit_of(clusters, written.front().literal.spot, scope);
  const std::string& name = model_.clusters[static_cast<std::size_t>(clusters.front())].name;
  for (const syntax::ValueTest& test : written)
    out.push_back({test.compare, literal(test.literal, unit, name, scope)});
  return out;
}

// The one unit in which values of these clusters are read; kNoUnit when none of them states one.
std::optional<terms::UnitId> Checker::unit_of(const std::vector<ClusterId>& clusters, const Spot& spot,
                                              const Scope& scope) {
  const terms::Cluster* with_unit = nullptr;
  for (const ClusterId id : clusters) {
    const terms::Cluster& cluster = model_.clusters[static_cast<std::size_t>(id)];
    if (cluster.unit == terms::kNoUnit) continue;
    if (with_unit != nullptr && with_unit->unit != cluster.unit) {
      wrong(scope, spot,
            "values are compared that are read in different units: " + with_unit->name + " in " +
                std::string(terms::unit_name(with_unit->unit)) + ", " + cluster.name + " in " +
                std::string(terms::unit_name(cluster.unit)),
            "pick from each cluster in a field of its own");
      return std::nullopt;
    }
    with_unit = &cluster;
  }
  return with_unit == nullptr ? terms::kNoUnit : with_unit->unit;
}

// A literal as values are stored. `unit`: what its unit must be, kNoUnit for a cluster without one, nothing
// where a unit makes no sense. `of_what` is what it is compared with, for the message.
float Checker::literal(const syntax::Literal& written, const std::optional<terms::UnitId>& unit,
                       const std::string& of_what, const Scope& scope) {
  const syntax::Name& word = written.unit;
  if (!word.text.empty()) {
    const terms::UnitId named = terms::unit_from_text(word.text);
    if (named == terms::kUnknownUnit) {
      NearestName nearest(word.text);
      for (const std::string_view name : terms::unit_names()) nearest.offer(name);
      wrong(scope, word.spot, "\"" + word.text + "\" is not a unit that Meso knows",
            nearest.best().empty() ? "docs/clusters.md lists them: mmHg, mmol/mol, mmol/L, kg/m2, % and more"
                                   : "did you mean " + nearest.best() + "?");
    } else if (!unit) {
      wrong(scope, word.spot, of_what + " has no unit", "leave \"" + word.text + "\" out");
    } else if (*unit == terms::kNoUnit) {
      wrong(scope, word.spot, of_what + " states no unit",
            "leave \"" + word.text + "\" out, or give the cluster its unit");
    } else if (*unit != named) {
      wrong(scope, word.spot,
            of_what + " is read in " + std::string(terms::unit_name(*unit)) + ", not in " +
                std::string(terms::unit_name(named)),
            "write the number in " + std::string(terms::unit_name(*unit)));
    }
  }
  return static_cast<float>(written.value);
}

}  // namespace meso::rules
