// Rules in words, as their text would say them: what a heading shows parses back to the same rule.

#include <algorithm>

#include <fmt/format.h>

#include "network/voice/voice.h"

namespace meso::network::voice {
namespace {

std::string amount_in_words(const Clause& clause) {
  if (clause.whole == 0)
    return fmt::format("{} {}", clause.more_than ? "more than" : "at least", clause.part);
  if (clause.part == clause.whole) return "all";
  std::string amount = fmt::format("{}/{}", clause.part, clause.whole);
  if (clause.part == 1 && clause.whole == 2) amount = "half";
  if (clause.whole == 100) amount = fmt::format("{}%", clause.part);
  return fmt::format("{} {}", clause.more_than ? "more than" : "at least", amount);
}

std::string codes_in_words(const std::vector<std::string>& codes) {
  return fmt::format("{}", fmt::join(codes, ", "));
}

std::string clause_in_words(const Clause& clause) {
  constexpr std::string_view kMeasures[] = {"practices", "patients", "votes"};
  if (clause.measure == Measure::kNamed) {
    return amount_in_words(clause) + " of " + codes_in_words(clause.named);
  }
  const std::string_view of = clause.whole == 0 ? " " : " of ";
  return amount_in_words(clause) + std::string(of) + std::string(kMeasures[static_cast<int>(clause.measure)]);
}

std::string clauses_in_words(const std::vector<Clause>& clauses) {
  std::string out;
  for (const Clause& clause : clauses) out += (out.empty() ? "" : " and ") + clause_in_words(clause);
  return out;
}

std::string votes_in_words(const Votes& votes) {
  std::string out = fmt::format("votes {}", votes.votes);
  if (!votes.named.empty()) return out + " for " + codes_in_words(votes.named);
  if (votes.per_patients == 0) return out + " each";
  constexpr std::string_view kRounded[] = {"up", "down", "nearest"};
  out += fmt::format(" per {} patients rounded {}", votes.per_patients,
                     kRounded[static_cast<int>(votes.rounding)]);
  if (votes.least != 0) out += fmt::format(", at least {}", votes.least);
  if (votes.most != 0) out += fmt::format(", at most {}", votes.most);
  return out;
}

}  // namespace

std::vector<Rule> in_force(std::span<const Rule> rules, Date day) {
  std::vector<Rule> out;
  for (const Rule& rule : rules) {
    if (rule.from > day || rule.until < day) continue;
    const auto same =
        std::find_if(out.begin(), out.end(), [&](const Rule& other) { return other.name == rule.name; });
    if (same == out.end()) {
      out.push_back(rule);
    } else if (same->from < rule.from) {
      *same = rule;
    }
  }
  return out;
}

std::string in_words(const Rule& rule) {
  std::string out = "carried by ";
  for (std::size_t i = 0; i < rule.ways.size(); ++i)
    out += (i == 0 ? "" : " or by ") + clauses_in_words(rule.ways[i]);
  for (const Votes& votes : rule.votes) out += "; " + votes_in_words(votes);
  if (!rule.quorum.empty()) out += "; quorum " + clauses_in_words(rule.quorum);
  if (!rule.casting.empty()) out += "; casting vote " + rule.casting;
  if (!rule.vetoes.empty()) out += "; veto " + codes_in_words(rule.vetoes);
  if (rule.everyone_attends) out += "; everyone attends";
  return out;
}

}  // namespace meso::network::voice
