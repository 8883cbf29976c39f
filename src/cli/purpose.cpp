// meso purpose: show, state, answer, diff.

#include <algorithm>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/question.h"
#include "cli/table.h"
#include "cli/together.h"
#include "governance/decisions.h"
#include "governance/purpose.h"

namespace meso::cli {
namespace {

using governance::Purpose;
using governance::Statement;
using nlohmann::ordered_json;

constexpr std::size_t kColumns = 96;

struct PurposeArguments {
  TogetherArguments together;
  std::string text, standing = "emerging", next_look, practice;
  std::vector<std::string> agreed;
  int question = 0;
  std::vector<std::size_t> versions;
};

std::string_view standing_word(const Statement& statement) {
  return governance::kPurposeStandings[static_cast<std::size_t>(statement.standing)];
}

// Everybody who answered, and every practice of the network, whether it did or not.
std::vector<std::string> who_is_asked(const Purpose& purpose,
                                      const std::vector<governance::Practice>& members, Date day) {
  std::vector<std::string> out;
  for (const auto& [practice, answers] : purpose.answers) out.push_back(practice);
  for (const auto& one : members) {
    if (one.is_member_on(day) && std::ranges::find(out, one.code) == out.end()) out.push_back(one.code);
  }
  std::ranges::sort(out);
  return out;
}

ordered_json statement_json(const Statement& statement, std::size_t version) {
  ordered_json out = {
      {"version", version},         {"text", statement.text},          {"standing", standing_word(statement)},
      {"agreed", statement.agreed}, {"on", format_date(statement.on)}, {"why", statement.why}};
  out["next_look"] = statement.next_look ? ordered_json(format_date(*statement.next_look)) : ordered_json();
  return out;
}

Result<int> show(const PurposeArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const Purpose purpose, governance::purpose(together.journal()));
  MESO_ASSIGN_OR_RETURN(const auto members, governance::practices(together.journal()));
  const auto asked = who_is_asked(purpose, members, together.day);
  if (arguments.together.format == "json") {
    ordered_json out = {{"version", 1}, {"statement", nullptr}, {"questions", ordered_json::array()}};
    if (!purpose.versions.empty()) {
      out["statement"] = statement_json(purpose.versions.back(), purpose.versions.size());
    }
    for (std::size_t q = 0; q < governance::kQuestions.size(); ++q) {
      ordered_json question = {{"question", governance::kQuestions[q]}, {"answers", ordered_json::object()}};
      for (const std::string& practice : asked) {
        const auto of = purpose.answers.find(practice);
        const bool answered = of != purpose.answers.end() && of->second.contains(static_cast<int>(q) + 1);
        question["answers"][practice] =
            answered ? ordered_json(of->second.at(static_cast<int>(q) + 1).text) : ordered_json();
      }
      out["questions"].push_back(question);
    }
    print_json(out);
    return kDone;
  }
  if (purpose.versions.empty()) {
    fmt::print("The purpose is not stated yet.\n");
  } else {
    const Statement& now = purpose.versions.back();
    fmt::print("{}\n", wrapped(now.text, kColumns, 0));
    fmt::print("Version {}, {}, stated on {}. ", purpose.versions.size(), standing_word(now),
               format_date(now.on));
    fmt::print("{}\n", now.agreed.empty() ? "Nobody is recorded as having agreed."
                                          : fmt::format("Agreed by {}.", fmt::join(now.agreed, ", ")));
    fmt::print("Next look: {}. Why this version: {}\n",
               now.next_look ? format_date(*now.next_look) : "no day set", now.why);
  }
  for (std::size_t q = 0; q < governance::kQuestions.size(); ++q) {
    fmt::print("\n{}. {}\n", q + 1, governance::kQuestions[q]);
    for (const std::string& practice : asked) {
      const auto of = purpose.answers.find(practice);
      const auto answer = of == purpose.answers.end() ? decltype(of->second.end()){}
                                                      : of->second.find(static_cast<int>(q) + 1);
      if (of == purpose.answers.end() || answer == of->second.end()) {
        fmt::print("  {}: not answered yet\n", practice);
      } else if (answer->second.erased) {
        fmt::print("  {}: (erased)\n", practice);
      } else {
        fmt::print("  {} ({}):\n{}", practice, format_date(answer->second.on),
                   wrapped(answer->second.text, kColumns - 4, 4));
      }
    }
    if (asked.empty()) fmt::print("  Not answered yet, by anybody.\n");
  }
  return kDone;
}

Result<int> state(const PurposeArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const Purpose before, governance::purpose(together.journal()));
  Statement statement;
  statement.text = arguments.text;
  statement.agreed = codes_of(arguments.agreed);
  statement.on = together.day;
  statement.why = together.why;
  const auto standing = std::ranges::find(governance::kPurposeStandings, arguments.standing);
  statement.standing =
      static_cast<governance::PurposeStanding>(standing - governance::kPurposeStandings.begin());
  MESO_ASSIGN_OR_RETURN(statement.next_look, day_option(arguments.next_look, "--next-look"));
  // The new version may stand beside one that was undone: what counts is the newest entry about it.
  MESO_ASSIGN_OR_RETURN(const std::uint64_t seen, together.journal().newest("purpose/network"));
  MESO_RETURN_IF_ERROR(governance::state_purpose(together.hand(), statement, seen));
  fmt::print("Version {} of the purpose is stated, {}.\n", before.versions.size() + 1, arguments.standing);
  return kDone;
}

Result<int> answer(const PurposeArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_RETURN_IF_ERROR(governance::answer_purpose(together.hand(), arguments.practice, arguments.question,
                                                  arguments.text, together.day));
  fmt::print("{} answers: {}\n", arguments.practice,
             governance::kQuestions[static_cast<std::size_t>(arguments.question - 1)]);
  return kDone;
}

Result<int> diff(const PurposeArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const Purpose purpose, governance::purpose(together.journal()));
  const std::size_t count = purpose.versions.size();
  const std::size_t to = arguments.versions.size() > 1 ? arguments.versions[1] : count;
  const std::size_t from = !arguments.versions.empty() ? arguments.versions[0] : (count > 1 ? count - 1 : 0);
  if (from == 0 || to == 0 || from > count || to > count) {
    return Error{ErrorKind::kNotFound,
                 fmt::format("the purpose has {} versions", count),
                 {},
                 "two are compared, the last two unless they are named"};
  }
  const Statement& after = purpose.versions[to - 1];
  fmt::print("version {} to {}, {}, because: {}\n\n", from, to, format_date(after.on), after.why);
  for (const auto& change : governance::changes_between(purpose.versions[from - 1].text, after.text)) {
    constexpr std::string_view kSigns[] = {"  ", "- ", "+ "};
    std::string lines = wrapped(change.words, kColumns, 2);
    const std::string_view sign = kSigns[static_cast<std::size_t>(change.kind)];
    for (std::size_t at = 0; at < lines.size(); at = lines.find('\n', at) + 1) lines.replace(at, 2, sign);
    fmt::print("{}", lines);
  }
  return kDone;
}

}  // namespace

void add_purpose_commands(CLI::App& app, Verbs& verbs) {
  CLI::App* purpose =
      app.add_subcommand("purpose", "Why the network is there, in its own and its practices' words");
  purpose->require_subcommand(1);
  const auto to = std::make_shared<PurposeArguments>();
  verbs.add(*purpose, "show", "The purpose as it stands, and the three questions side by side", to->together,
            false, [to] { return show(*to); });
  CLI::App* stating = verbs.add(*purpose, "state", "State it, or state it anew: the version before stays",
                                to->together, true, [to] { return state(*to); });
  stating->add_option("TEXT", to->text, kCanBeAskedFor)->required();
  stating->add_option("--standing", to->standing, "emerging, agreed or disputed")
      ->check(CLI::IsMember({"emerging", "agreed", "disputed"}));
  stating->add_option("--agreed", to->agreed, "Practices that agreed")->type_name("CODES");
  stating->add_option("--next-look", to->next_look, "When to look at it again")->type_name("DATE");
  CLI::App* answering = verbs.add(*purpose, "answer", "A practice answers one of the three questions",
                                  to->together, true, [to] { return answer(*to); });
  answering->add_option("PRACTICE", to->practice, "Its code")->required();
  answering->add_option("QUESTION", to->question, "1 purpose, 2 energy this year, 3 development money")
      ->required();
  answering->add_option("TEXT", to->text, kCanBeAskedFor)->required();
  CLI::App* comparing = verbs.add(*purpose, "diff", "What changed between two versions, and why",
                                  to->together, false, [to] { return diff(*to); });
  comparing->add_option("VERSIONS", to->versions, "Two numbers; the last two when left out")->expected(0, 2);
}

}  // namespace meso::cli
