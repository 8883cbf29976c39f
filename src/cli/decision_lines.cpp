#include "cli/decision_lines.h"

#include <algorithm>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/words.h"
#include "cli/table.h"
#include "cli/together.h"
#include "governance/ledger.h"

namespace meso::cli {
namespace {

using governance::Decision;
using governance::Outcome;
using nlohmann::ordered_json;

bool shows_votes(const Decision& decision) {
  return decision.closed || !decision.opened.sealed;
}

std::string choice_words(const Decision& decision, const governance::Ballot& ballot) {
  if (!ballot.given_to.empty()) return "gave its vote to " + ballot.given_to;
  const auto option = std::ranges::find(decision.options, ballot.choice, &governance::Option::letter);
  return option == decision.options.end() ? ballot.choice : option->letter + ", " + option->text;
}

std::string count_text(const Decision& decision) {
  Table table;
  table.column("choice", Table::Align::kLeft).column("practices", Table::Align::kRight);
  table.column("patients", Table::Align::kRight).column("who", Table::Align::kLeft);
  for (const governance::Tally& tally : decision.outcome.tallies) {
    table.row({choice_words(decision, {"", tally.choice, "", false}), std::to_string(tally.practices.size()),
               grouped(tally.patients), fmt::format("{}", fmt::join(tally.practices, ", "))});
  }
  return table.text(2);
}

std::string votes_text(const Decision& decision) {
  std::string out;
  for (const governance::Vote& vote : decision.votes) {
    if (!shows_votes(decision)) {
      out += fmt::format("  {} has voted\n", vote.ballot.practice);
      continue;
    }
    out += fmt::format("  {}: {}\n", vote.ballot.practice, choice_words(decision, vote.ballot));
    if (vote.dissent_erased) out += "    (its words were erased)\n";
    if (!vote.dissent.empty()) out += wrapped("\"" + vote.dissent + "\"", 90, 4);
  }
  for (const std::string& note : decision.not_valid) out += "  " + note + "\n";
  return out;
}

std::string rule_text(const governance::VotingRule& rule) {
  std::string out = rule.text;
  if (rule.name != "asked" && !rule.name.empty()) out = rule.name + ": " + out;
  // Sources of the usual rules name their standing themselves.
  const bool named = rule.source.find(rule.standing) != std::string::npos;
  out += " (" + (named ? rule.source : rule.standing);
  if (!named && !rule.source.empty()) out += ", " + rule.source;
  if (rule.from != kUnknownDate) out += ", from " + format_date(rule.from);
  return out + ")";
}

}  // namespace

std::string outcome_line(const Outcome& outcome) {
  std::string out(governance::outcome_words(outcome.kind));
  if (!outcome.option.empty()) out += ": " + outcome.option;
  return out;
}

std::string standing_line(const Decision& decision) {
  if (decision.closed) return outcome_line(decision.outcome);
  return decision.opened.closes ? "open until " + format_date(*decision.opened.closes) : "open";
}

std::string decision_text(const Decision& decision, std::span<const governance::Practice> members, Date day) {
  const auto& opened = decision.opened;
  std::string out = fmt::format("Decision {}: {}\n", decision.number, opened.question);
  out += fmt::format(
      "Put on {}{}. {}.\n", format_date(opened.on),
      opened.meeting == 0 ? "" : fmt::format(", in meeting {}", opened.meeting),
      decision.closed
          ? fmt::format("Closed on {}: {}", decision.closed_on ? format_date(*decision.closed_on) : "?",
                        outcome_line(decision.outcome))
          : fmt::format("It is {}{}", standing_line(decision), opened.sealed ? ", sealed" : ""));
  for (const governance::Option& option : decision.options)
    out += fmt::format("  {}. {}\n", option.letter, option.text);
  out += "Rule: " + rule_text(opened.rule) + "\n";
  for (const governance::Evidence& one : opened.evidence) {
    out += "Evidence: " + one.text;
    if (!one.figure.empty()) {
      out += fmt::format(": {}, as at {}, {}, {}", one.figure, one.day, one.rule_version, one.standing);
    }
    out += "\n";
  }
  for (const governance::Interest& one : decision.interests) {
    out += fmt::format("Interest: {}: {}{}\n", one.practice, one.erased ? "(erased)" : one.what,
                       one.withdrew ? " (withdrew)" : "");
  }
  if (!decision.closed) {
    const auto entitled = decision.entitled(members, day);
    out += fmt::format("{} of {} have voted.\n", decision.votes.size(), entitled.size());
  } else {
    out += count_text(decision);
    out += fmt::format(
        "There: {}. Not there: {}.\n",
        decision.outcome.present.empty() ? "nobody"
                                         : fmt::format("{}", fmt::join(decision.outcome.present, ", ")),
        decision.outcome.absent.empty() ? "nobody"
                                        : fmt::format("{}", fmt::join(decision.outcome.absent, ", ")));
    for (const std::string& note : decision.outcome.notes) out += "Note: " + note + ".\n";
  }
  out += votes_text(decision);
  if (!decision.owner_role.empty() || !decision.owner.empty()) {
    out += fmt::format("Who does it: {}{}{}\n", decision.owner_role, decision.owner_role.empty() ? "" : ", ",
                       decision.owner);
  }
  if (decision.review) out += "Review: " + format_date(*decision.review) + "\n";
  if (!decision.reopens.empty()) out += "What would open it again: " + decision.reopens + "\n";
  return out;
}

ordered_json decision_json(const Decision& decision) {
  const auto& opened = decision.opened;
  ordered_json out = {
      {"number", decision.number},
      {"question", opened.question},
      {"on", format_date(opened.on)},
      {"closed", decision.closed},
      {"outcome", decision.closed ? ordered_json(outcome_line(decision.outcome)) : ordered_json()},
      {"rule", {{"name", opened.rule.name}, {"text", opened.rule.text}, {"standing", opened.rule.standing}}},
      {"options", ordered_json::object()},
      {"voted", ordered_json::array()}};
  for (const governance::Option& option : decision.options) out["options"][option.letter] = option.text;
  for (const governance::Vote& vote : decision.votes) {
    ordered_json one = {{"practice", vote.ballot.practice}};
    if (shows_votes(decision)) {
      one["choice"] = vote.ballot.choice;
      one["given_to"] = vote.ballot.given_to;
      one["dissent"] = vote.dissent;
    }
    out["voted"].push_back(one);
  }
  if (decision.closed) {
    out["tallies"] = ordered_json::array();
    for (const governance::Tally& tally : decision.outcome.tallies) {
      out["tallies"].push_back(
          {{"choice", tally.choice}, {"practices", tally.practices}, {"patients", tally.patients}});
    }
    out["present"] = decision.outcome.present;
    out["absent"] = decision.outcome.absent;
    out["notes"] = decision.outcome.notes;
  }
  return out;
}

void add_authorship(CLI::App& command, AuthorshipArguments& to) {
  const std::vector<std::string> levels(governance::kLevels.begin(), governance::kLevels.end());
  const std::vector<std::string> choices(governance::kDiscretions.begin(), governance::kDiscretions.end());
  const std::vector<std::string> functions(governance::kFunctions.begin(), governance::kFunctions.end());
  command.add_option("--function", to.function, "What it is about: " + CLI::detail::join(functions, ", "))
      ->check(CLI::IsMember(functions));
  command.add_option("--proposed-by", to.proposed_by, "Whose proposal: " + CLI::detail::join(levels, ", "))
      ->check(CLI::IsMember(levels));
  command.add_option("--decided-by", to.decided_by, "Who really decided: the same")
      ->check(CLI::IsMember(levels));
  command.add_option("--on-paper", to.on_paper, "Choice on paper: narrow, moderate, wide")
      ->check(CLI::IsMember(choices));
  command.add_option("--in-fact", to.in_fact, "Choice in fact: narrow, moderate, wide")
      ->check(CLI::IsMember(choices));
  command.add_option("--aim", to.aim, "Which aim it serves")->type_name("TEXT");
  command.add_option("--hours", to.hours, "Hours of people a year")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  command.add_option("--pounds", to.pounds, "Money a year: 12500, 12500.50")->type_name("POUNDS");
}

Result<governance::Authorship> authorship_of(const AuthorshipArguments& arguments) {
  governance::Authorship out{arguments.function,
                             arguments.proposed_by,
                             arguments.decided_by,
                             arguments.on_paper,
                             arguments.in_fact,
                             {},
                             {},
                             arguments.aim};
  if (arguments.hours >= 0) out.hours = arguments.hours;
  if (!arguments.pounds.empty()) {
    const std::size_t dot = arguments.pounds.find('.');
    const auto pounds = parse_whole_number(std::string_view(arguments.pounds).substr(0, dot), 10'000'000'000);
    const std::string rest = dot == std::string::npos ? "00" : arguments.pounds.substr(dot + 1);
    const auto pence = parse_whole_number(rest, 99);
    if (!pounds || !pence || rest.size() != 2) {
      return Error{ErrorKind::kUsage,
                   fmt::format("'{}' is no sum of money", arguments.pounds),
                   {},
                   "write 12500 or 12500.50"};
    }
    out.pence = static_cast<std::int64_t>(*pounds * 100 + *pence);
  }
  return out;
}

}  // namespace meso::cli
