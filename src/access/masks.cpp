// Whose view a question is: which practices it reaches, which codes it does not see, whom it leaves out, and
// the look that is written about it. For the local operator it reaches everything and hides nothing.

#include <fmt/format.h>

#include "access/lens_state.h"
#include "access/opt_outs.h"
#include "records/block.h"
#include "rules/language.h"

namespace meso::access {
namespace {

using rules::Model;

bool is_named(const terms::Cluster& cluster, const Permission::View& view) {
  if (view.hides_sensitive && cluster.name.starts_with(kSensitive)) return true;
  return std::ranges::find(view.hidden, cluster.name) != view.hidden.end();
}

// The codes that the view hides, sorted.
Result<std::vector<terms::Code>> hidden_codes(const terms::ClusterSet& clusters,
                                              const Permission::View& view) {
  for (const std::string& name : view.hidden) {
    if (clusters.find(name) != nullptr) continue;
    return Error{ErrorKind::kRefused,
                 fmt::format("the agreement leaves out {}, and no cluster of that name is known here", name),
                 {},
                 "add the cluster to the network's rulebook"};
  }
  std::vector<terms::Code> out;
  for (const auto& [name, cluster] : clusters.all()) {
    if (is_named(cluster, view)) out.insert(out.end(), cluster.codes.begin(), cluster.codes.end());
  }
  std::ranges::sort(out);
  return out;
}

bool rests_on(const Model& model, const std::vector<terms::Code>& codes) {
  return std::ranges::any_of(model.clusters, [&](const terms::Cluster& cluster) {
    return std::ranges::any_of(
        cluster.codes, [&](const terms::Code& code) { return std::ranges::binary_search(codes, code); });
  });
}

constexpr records::PatientFlag flag_of(OptOut opt_out) {
  switch (opt_out) {
    case OptOut::kType1:
      return records::kOptOutType1;
    case OptOut::kNational:
      return records::kOptOutNational;
    case OptOut::kDissentToShare:
      break;
  }
  return records::kDissentToShare;
}

}  // namespace

std::optional<std::size_t> acting_opt_out(std::uint16_t flags, Purpose purpose,
                                          const Permission::View& view) {
  if (view.glass) return std::nullopt;
  for (std::size_t i = 0; i < kEachOptOut.size(); ++i) {
    if ((flags & flag_of(kEachOptOut[i])) != 0 && leaves_out(kEachOptOut[i], purpose, view.own)) return i;
  }
  return std::nullopt;
}

bool Lens::State::is_left_out(std::uint16_t flags, const Permission::View& view) const {
  return gate != nullptr && acting_opt_out(flags, acting.purpose, view).has_value();
}

Result<std::vector<Reached>> Lens::State::reached(Ability ability, const std::string& practice) const {
  MESO_ASSIGN_OR_RETURN(const auto files, pinned->asked(practice));
  std::vector<Reached> out;
  if (gate == nullptr) {
    Permission::View everything;
    everything.grant = Grant::kYes;
    everything.own = true;
    everything.hides_sensitive = false;
    for (const records::PracticeFile* file : files) out.push_back({file, everything});
    return out;
  }
  MESO_ASSIGN_OR_RETURN(const Permission allowed, permission_now());
  if (viewer && ability != Ability::kCounts) return allowed.refusal(ability, practice);
  MESO_ASSIGN_OR_RETURN(const auto of_viewer, viewers_permission());
  for (const records::PracticeFile* file : files) {
    // A table is what its reader gets of all its rows: those that the viewer may not see go afterwards.
    Permission::View view = allowed.view(ability, file->practice());
    if (view.grant != Grant::kNo) out.push_back({file, std::move(view)});
  }
  if (out.empty()) return allowed.refusal(ability, practice);
  return out;
}

// A row is shown when the viewer sees the practice exactly, or as roundly as the audience does.
Permission::View Lens::State::seen(const Permission& allowed, const Permission* of_viewer, Ability ability,
                                   const std::string& practice) {
  Permission::View view = allowed.view(ability, practice);
  if (of_viewer == nullptr || view.grant == Grant::kNo) return view;
  const Permission::View own = of_viewer->view(ability, practice);
  const bool no_less =
      own.grant == Grant::kYes || (own.grant == Grant::kFixed && view.grant == Grant::kFixed);
  const bool hides_no_more = own.hidden.empty() || own.own;
  if (!no_less || !hides_no_more) view.grant = Grant::kNo;
  return view;
}

Result<std::optional<Permission>> Lens::State::viewers_permission() const {
  if (!viewer) return std::optional<Permission>();
  MESO_ASSIGN_OR_RETURN(Permission own, permission(gate->state().journal, *viewer, gate->state().clock()));
  return std::optional(std::move(own));
}

Result<Masked> Lens::State::mask(Model model, const Permission::View& view) const {
  Masked out{std::move(model), {}, {}};
  out.registers.assign(out.model.registers.size(), true);
  out.indicators.assign(out.model.indicators.size(), true);
  if (gate == nullptr) return out;
  MESO_ASSIGN_OR_RETURN(const auto hidden, hidden_codes(gate->state().rulebook.clusters, view));
  if (hidden.empty() || !rests_on(out.model, hidden)) return out;
  const auto is_left = [&](const std::string& name) {
    const auto kept = rules::keep_only(out.model, {name});
    return kept.ok() && !rests_on(*kept, hidden);
  };
  for (std::size_t i = 0; i < out.registers.size(); ++i)
    out.registers[i] = is_left(out.model.registers[i].name);
  for (std::size_t i = 0; i < out.indicators.size(); ++i) {
    out.indicators[i] = is_left(out.model.indicators[i].name);
  }
  for (terms::Cluster& cluster : out.model.clusters) {
    std::erase_if(cluster.codes,
                  [&](const terms::Code& code) { return std::ranges::binary_search(hidden, code); });
  }
  return out;
}

Status Lens::State::require_available(const Model& model, const std::vector<Reached>& practices,
                                      bool is_register, std::int32_t id) const {
  for (const Reached& practice : practices) {
    MESO_ASSIGN_OR_RETURN(const Masked masked, mask(model, practice.view));
    if ((is_register ? masked.registers : masked.indicators)[static_cast<std::size_t>(id)]) continue;
    return Error{ErrorKind::kRefused,
                 fmt::format("not available: it rests on codes that practice {} does not share for this",
                             practice.file->practice()),
                 {},
                 practices.size() > 1 ? "ask for the other practices one by one" : ""};
  }
  return {};
}

Status Lens::State::look(LookKind kind, const std::string& what,
                         const std::map<std::string, LookedAt>& practices) const {
  if (gate == nullptr) return {};
  for (const auto& [practice, looked] : practices) {
    const LookWords words{.kind = kind,
                          .what = what,
                          .role = acting.role,
                          .organisation = acting.organisation,
                          .purpose = acting.purpose,
                          .agreements = looked.view.agreements,
                          .glass = looked.view.glass};
    MESO_RETURN_IF_ERROR(
        gate->state().journal.look({acting.person, practice, look_text(words), looked.people}));
  }
  return {};
}

Status Lens::State::look_together(LookKind kind, const std::string& what,
                                  const std::vector<Reached>& practices) const {
  if (gate == nullptr) return {};
  LookWords words{.kind = kind,
                  .what = what,
                  .role = acting.role,
                  .organisation = acting.organisation,
                  .purpose = acting.purpose};
  for (const Reached& practice : practices) {
    words.practices.push_back(practice.file->practice());
    for (const std::string& agreement : practice.view.agreements) {
      if (std::ranges::find(words.agreements, agreement) == words.agreements.end())
        words.agreements.push_back(agreement);
    }
  }
  MESO_RETURN_IF_ERROR(gate->state().journal.look({acting.person, "", look_text(words), 0}));
  return {};
}

}  // namespace meso::access
