// A real or a proposed network against what the contract asks in its year.
//
// Each requirement that holds on the day gives one finding. Unknown is not the same as unmet: what no file
// and no record says is `kNotKnown`, with how to say it. An exception that the record holds sets its
// requirement aside and is printed with who agreed to it, when and why.

#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "network/footprint/area.h"
#include "network/formation/record.h"
#include "network/formation/requirements.h"

namespace meso::network::formation {

enum class Status : std::uint8_t { kMet, kNotMet, kExcepted, kAdvice, kNotKnown };
std::string_view status_word(Status status);  // "met", "not met", "excepted", "advice", "not known"

struct Finding {
  const Requirement* requirement = nullptr;
  Status status = Status::kMet;
  std::string what;  // what was found, with the numbers
};

struct Report {
  footprint::Group network;
  Date on = {};
  std::uint64_t patients = 0;  // on the day
  std::vector<Finding> findings;
  std::vector<const Window*> open_windows;

  std::size_t count(Status status) const;
};

class Checker {
 public:
  // Keeps references to the model, the grouping and the contract: they outlive it.
  Checker(const Model& model, const footprint::Grouping& grouping, const Contract& contract,
          const footprint::AreaPolicy& policy, Date day);

  // `record` may be null. A proposed network is a Group that is not in the grouping.
  Report check(const footprint::Group& network, const Record* record);

 private:
  Finding answer(const Requirement& requirement, const footprint::Group& network, const Record* record);
  Finding patients(const Requirement& requirement, const footprint::Group& network) const;
  Finding contiguous(const Requirement& requirement, const footprint::Group& network);
  Finding one_network(const Requirement& requirement, const footprint::Group& network) const;
  Finding one_body(const Requirement& requirement, const footprint::Group& network) const;
  Finding recorded(const Requirement& requirement, const footprint::Group& network,
                   const Record* record) const;
  Finding schedule(const Requirement& requirement, const Record* record) const;
  Finding from_member(const Requirement& requirement, const footprint::Group& network,
                      const Record* record) const;
  Finding partner(const Requirement& requirement, const footprint::Group& network,
                  const Record* record) const;

  std::span<const Relation* const> relations_of(OrganisationId member) const;
  std::vector<OrganisationId> bodies_of(OrganisationId practice, OrganisationKind kind) const;

  const Model& model_;
  const footprint::Grouping& grouping_;
  const Contract& contract_;
  footprint::AreaPolicy policy_;
  Date day_;
  std::vector<const Relation*> relations_;  // by member
  std::map<const ResidentTable*, footprint::AreaMap> maps_;
};

// The group of a record: the files' network of its code or, with practices of its own, a proposed one.
// kNotFound when it is neither, or when a practice is in no file.
Result<footprint::Group> group_of(const Model& model, const footprint::Grouping& grouping,
                                  const Record& record);

}  // namespace meso::network::formation
