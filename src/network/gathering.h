// What readers of files put together, row by row, before it is one Model.
//
// Readers know codes; the Model knows ids in order. A Gathering hands out provisional ids as codes appear and
// keeps what was said with who said it. assemble() then settles what one file alone cannot:
//
//   memberships   Recorded spells (with a start and an end) come from editions of one register; the edition
//   with the
//                 newest day wins, and spells that only an older edition has are kept. A census (everybody
//                 who was where on one day) newer than that edition moves on from it: a practice listed
//                 elsewhere, or no longer listed although its network is, has left. An older census that says
//                 otherwise is a finding.
//   no spells     Without recorded spells, a stay is the run of censuses that saw it.
//   commissioners Always from censuses: what was part of what, and since when it is part of something else.
//   handover      Commissioning groups and partnerships became locations and boards on one known day.
//   followers     A commissioner that is gone from the newer census, and whose parts are elsewhere, was
//   followed by
//                 whoever holds them now.
//
// So the Model depends on the set of sources alone and not on the order in which they came.

#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/rejects.h"
#include "network/editions.h"
#include "network/model.h"

namespace meso::network {

// Something that a person should know about what was read. Codes of organisations may be named, people never
// occur.
struct Finding {
  std::string what;
  std::uint64_t count = 0;
  std::vector<std::string> examples;  // at most kExamples
};
inline constexpr std::size_t kExamples = 6;

class Findings {
 public:
  void add(std::string_view what, std::string_view example, std::uint64_t count = 1);
  std::vector<Finding> all() const;  // in the order in which they first came

 private:
  std::vector<Finding> findings_;
  std::map<std::string, std::size_t, std::less<>> numbers_;
  std::vector<std::set<std::string, std::less<>>> counted_;  // of each finding: an example counts once
};

class Gathering {
 public:
  SourceId source(Source source);
  Source& source_at(SourceId id) { return model_.sources[id]; }

  OrganisationId organisation(OrganisationKind kind, std::string_view code);
  Organisation& at(OrganisationId id) { return model_.organisations[id]; }
  // The newest name stays; a name of the same day does not replace the first.
  void name(OrganisationId id, std::string_view name, Date as_at);
  // Statistical codes of an organisation ("E54000010"), which some files use instead of its own.
  void alias(std::string_view code, OrganisationId id) { aliases_.insert_or_assign(std::string(code), id); }
  OrganisationId by_alias(std::string_view code) const;
  // The networks of that name, compared as plain words.
  std::vector<OrganisationId> networks_named(std::string_view name) const;
  std::size_t organisations() const { return model_.organisations.size(); }

  AreaId area(std::string_view code);
  Area& area_at(AreaId id) { return model_.areas[id]; }

  MeasureId measure(std::string_view code, std::string_view title, std::string_view unit);
  // A title for a measure of that code, whether or not it has been met yet.
  void title(std::string_view code, std::string_view title) {
    titles_.emplace(std::string(code), std::string(title));
  }
  PeriodId period(Period period);

  // A recorded membership of one edition of the register.
  struct Spell {
    OrganisationId member, whole;
    Date since, until;
    SourceId source;
  };
  void spell(const Spell& spell) { spells_.push_back(spell); }
  // On `day`, by a source that lists everybody: `member` was in `whole` (kNobody: in none).
  struct Sighting {
    OrganisationId member, whole;
    RelationKind kind;
    Date day;
    SourceId source;
  };
  void seen(const Sighting& sighting) { sightings_.push_back(sighting); }

  // A row of a look-up between the editions of areas.
  void changed(AreaChange change) { changes_.push_back(change); }
  const std::vector<AreaChange>& changes() const { return changes_; }

  // Plain collections, with provisional ids.
  Model& model() { return model_; }
  Findings& findings() { return findings_; }
  RejectReport& rejects() { return rejects_; }

  // REQUIRES: called once, last.
  Model assemble();

 private:
  void settle_memberships();
  void settle_commissioners();
  void settle_handover();
  void settle_successors();
  void settle_list_sizes();
  void settle_facts();
  void settle_areas();
  void put_in_order();

  Model model_;
  Findings findings_;
  RejectReport rejects_;
  std::unordered_map<std::string, OrganisationId> organisation_ids_;
  std::vector<Date> named_;
  std::unordered_map<std::string, OrganisationId> aliases_;
  std::unordered_map<std::string, AreaId> area_ids_;
  std::unordered_map<std::string, MeasureId> measure_ids_;
  std::map<std::string, std::string, std::less<>> titles_;
  std::map<Period, PeriodId> period_ids_;
  std::vector<Spell> spells_;
  std::vector<Sighting> sightings_;
  std::vector<AreaChange> changes_;
  std::string key_;
};

}  // namespace meso::network
