#include "network/file_checks.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "network/portrait.h"

namespace meso::network {
namespace {

constexpr std::size_t kMostExamples = 5;

void differ(FileCheck& check, std::string example) {
  ++check.differing;
  if (check.examples.size() < kMostExamples) check.examples.push_back(std::move(example));
}

std::optional<MeasureId> measure_called(const Model& model, std::string_view code) {
  for (std::size_t i = 0; i < model.measures.size(); ++i) {
    if (model.measures[i].code == code) return static_cast<MeasureId>(i);
  }
  return std::nullopt;
}

class Checks {
 public:
  Checks(const Model& model, OrganisationId network) : model_(model), network_(network) {
    if (network == kNobody) return;
    for (const Relation& relation : model.relations_into(network)) {
      if (relation.kind == RelationKind::kMember) practices_.insert(relation.member);
    }
  }

  FileCheck list_sizes() const {
    FileCheck check{"list sizes stated for networks, against the sum of their practices", 0, 0, {}};
    for (const ListSize& stated : model_.list_sizes) {
      if (model_.organisations[stated.organisation].kind != OrganisationKind::kNetwork) continue;
      if (!concerns(stated.organisation)) continue;
      std::uint64_t sum = 0;
      for (const OrganisationId practice : model_.members(stated.organisation, stated.on)) {
        const auto size = model_.list_size(practice, stated.on);
        if (size && size->on == stated.on) sum += size->patients;
      }
      ++check.compared;
      if (sum != stated.patients) {
        differ(check, fmt::format("{} on {}: {} stated, {} summed", code(stated.organisation),
                                  format_date(stated.on), stated.patients, sum));
      }
    }
    return check;
  }

  FileCheck deprivation() const {
    FileCheck check{
        "deprivation published for practices (IMD 2025), against the mean over their patients", 0, 0, {}};
    const auto measure = measure_called(model_, "IMD 2025 score");
    const ResidentTable* table = nullptr;
    for (const ResidentTable& one : model_.residents) {
      if (one.edition == AreaEdition::k2021) table = &one;
    }
    if (!measure || table == nullptr) return check;
    for (const Fact& fact : model_.facts) {
      if (fact.measure != *measure || fact.computed || !concerns(fact.organisation)) continue;
      const Residence residence = residence_in(model_, *table, std::span(&fact.organisation, 1));
      if (residence.imd_patients == 0) continue;
      ++check.compared;
      constexpr double kHalfOfTheLastDigit = 0.0005 + 1e-9;
      if (std::abs(residence.imd - fact.value) > kHalfOfTheLastDigit) {
        differ(check, fmt::format("{}: {:.3f} published, {:.3f} computed", code(fact.organisation),
                                  fact.value, residence.imd));
      }
    }
    return check;
  }

  FileCheck places() const {
    FileCheck check{"patients with a place published for networks, against the sum over areas", 0, 0, {}};
    const auto measure = measure_called(model_, "patients with a place");
    if (!measure) return check;
    for (const Fact& fact : model_.facts) {
      if (fact.measure != *measure || fact.computed || !concerns(fact.organisation)) continue;
      const Date day = model_.periods[fact.period].from;
      for (const ResidentTable& table : model_.residents) {
        if (table.on != day) continue;
        std::uint64_t sum = 0;
        bool any = false;
        for (const OrganisationId practice : model_.members(fact.organisation, day)) {
          for (const Residents& row : table.of(practice)) {
            const std::string& area = model_.areas[row.area].code;
            any = true;
            // Those two words are what the publisher left out.
            if (area != "CLOSED" && area != "EMPTY") sum += row.patients;
          }
        }
        if (!any) continue;
        ++check.compared;
        if (static_cast<double>(sum) != fact.value) {
          differ(check, fmt::format("{} on {}: {} published, {} summed", code(fact.organisation),
                                    format_date(day), fact.value, sum));
        }
      }
    }
    return check;
  }

  FileCheck one_network_each() const {
    FileCheck check{"practices in one network at a time", 0, 0, {}};
    std::map<OrganisationId, std::vector<const Relation*>> stays;
    for (const Relation& relation : model_.relations) {
      if (relation.kind == RelationKind::kMember && concerns(relation.member) &&
          model_.organisations[relation.whole].kind == OrganisationKind::kNetwork) {
        stays[relation.member].push_back(&relation);
      }
    }
    for (auto& [practice, of_practice] : stays) {
      ++check.compared;
      std::ranges::sort(of_practice, {}, [](const Relation* relation) { return relation->since; });
      for (std::size_t i = 1; i < of_practice.size(); ++i) {
        if (!of_practice[i - 1]->holds_on(of_practice[i]->since)) continue;
        differ(check, fmt::format("{} in {} and {} on {}", code(practice), code(of_practice[i - 1]->whole),
                                  code(of_practice[i]->whole), format_date(of_practice[i]->since)));
        break;
      }
    }
    return check;
  }

  FileCheck one_board() const {
    FileCheck check{"networks whose practices are under one commissioning board", 0, 0, {}};
    const Date day = model_.newest_day();
    std::map<OrganisationId, OrganisationId> board_of;
    for (const Relation& relation : model_.relations) {
      if (relation.kind == RelationKind::kPartOf && relation.holds_on(day))
        board_of[relation.member] = relation.whole;
    }
    std::map<OrganisationId, std::set<std::string>> boards;
    for (const Relation& relation : model_.relations) {
      if (relation.kind != RelationKind::kCommissionedBy || !relation.holds_on(day) ||
          !concerns(relation.member))
        continue;
      if (model_.organisations[relation.member].kind != OrganisationKind::kNetwork) continue;
      const auto board = board_of.find(relation.whole);
      if (board != board_of.end()) boards[relation.member].insert(code(board->second));
    }
    for (const auto& [network, of_network] : boards) {
      ++check.compared;
      if (of_network.size() < 2) continue;
      std::string words;
      for (const std::string& board : of_network) words += (words.empty() ? "" : " and ") + board;
      differ(check, fmt::format("{} ({}): {}", code(network), model_.organisations[network].name, words));
    }
    return check;
  }

  FileCheck sources_agree() const {
    FileCheck check{"counts that two sources give, against each other", 0, 0, {}};
    for (std::size_t i = 1; i < model_.facts.size(); ++i) {
      const Fact &a = model_.facts[i - 1], &b = model_.facts[i];
      if (a.organisation != b.organisation || a.measure != b.measure || a.period != b.period) continue;
      if (!concerns(a.organisation)) continue;
      ++check.compared;
      const auto other = [](double x, double y) { return !std::isnan(x) && !std::isnan(y) && x != y; };
      if (!other(a.numerator, b.numerator) && !other(a.denominator, b.denominator) &&
          !other(a.value, b.value))
        continue;
      differ(check,
             fmt::format("{} {}, to {}: {} and {}", code(a.organisation), model_.measures[a.measure].code,
                         format_date(model_.periods[a.period].to), figures(a), figures(b)));
    }
    return check;
  }

 private:
  const std::string& code(OrganisationId id) const { return model_.organisations[id].code; }
  bool concerns(OrganisationId id) const {
    return network_ == kNobody || id == network_ || practices_.contains(id);
  }
  std::string figures(const Fact& fact) const {
    std::string text;
    if (!std::isnan(fact.numerator)) text += fmt::format("{}", fact.numerator);
    if (!std::isnan(fact.denominator)) text += fmt::format(" of {}", fact.denominator);
    if (!std::isnan(fact.value)) text += fmt::format("{}{}", text.empty() ? "" : ", ", fact.value);
    return fmt::format("{} ({})", text, model_.sources[fact.source].file);
  }

  const Model& model_;
  OrganisationId network_;
  std::set<OrganisationId> practices_;
};

}  // namespace

std::vector<FileCheck> check_files(const Model& model, OrganisationId network) {
  const Checks checks(model, network);
  return {checks.list_sizes(),       checks.deprivation(), checks.places(),
          checks.one_network_each(), checks.one_board(),   checks.sources_agree()};
}

}  // namespace meso::network
