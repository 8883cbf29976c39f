// meso decide: practices, new, list, show, interest, close, permit, under.

#include <algorithm>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/words.h"
#include "cli/commands.h"
#include "cli/decision_lines.h"
#include "cli/network_questions.h"
#include "cli/question.h"
#include "cli/table.h"
#include "cli/together.h"
#include "governance/decisions.h"
#include "network/store.h"

namespace meso::cli {
namespace {

using governance::Decision;
using governance::NewDecision;
using governance::OutcomeKind;
using nlohmann::ordered_json;

struct DecideArguments {
  TogetherArguments together;
  std::uint64_t number = 0, meeting = 0;
  std::string question, rule = "practices", rules_file, closes, practice, what, present_at;
  std::vector<std::string> options, voters, evidence, joined, left, present, rules;
  std::string of;  // a network of the public files
  bool sealed = false, withdrawn_count = false, withdraws = false, present_given = false;
  std::string owner_role, owner, review, reopens;
  std::string said_by, scope, risk, ends;
  AuthorshipArguments authorship;
};

Result<std::pair<std::string, std::uint64_t>> code_and_list(const std::string& text) {
  const std::size_t sign = text.find('=');
  const auto patients = sign == std::string::npos
                            ? std::nullopt
                            : parse_whole_number(std::string_view(text).substr(sign + 1), 100'000'000);
  if (!patients || sign == 0) {
    return Error{ErrorKind::kUsage,
                 fmt::format("'{}' is no practice with its list", text),
                 {},
                 "write it as A99901=12345"};
  }
  return std::pair(text.substr(0, sign), *patients);
}

// One rule, by name or as text, as it is in force on the day.
Result<governance::VotingRule> rule_of(const DecideArguments& arguments, const std::string& asked, Date day) {
  if (governance::is_consent(asked)) return governance::consent_rule(asked);
  StandingArguments standing;
  standing.directory = arguments.together.network;
  MESO_ASSIGN_OR_RETURN(const auto rules, rules_for(standing, arguments.rules_file, {asked}, day));
  if (rules.size() != 1) return Error{ErrorKind::kUsage, "a decision is taken under one rule", {}, ""};
  return governance::voting_rule(rules.front());
}

// HYP008 | 71.2% (2,310 of 3,244) | HYP 2025-26 (v46) | 2026-03-31 | estimated
Result<governance::Evidence> evidence_of(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == '|') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  for (std::string& part : parts) {
    part.erase(0, part.find_first_not_of(' '));
    part.erase(part.find_last_not_of(' ') + 1);
  }
  if (parts.size() == 1) return governance::Evidence{parts[0], "", "", "", ""};
  if (parts.size() != 5 || std::ranges::any_of(parts, &std::string::empty) || !parse_iso_date(parts[3])) {
    return Error{ErrorKind::kUsage,
                 "a figure as evidence has five parts",
                 {},
                 "what | figure | rule and version | day | standing"};
  }
  return governance::Evidence{parts[0], parts[1], parts[2], parts[3], parts[4]};
}

// Named one by one, else those of a network of the public files, else those that the network says it has.
Result<std::vector<network::voice::Voter>> voters_of(const DecideArguments& arguments, Together& together) {
  std::vector<network::voice::Voter> out;
  for (const std::string& one : arguments.voters) {
    MESO_ASSIGN_OR_RETURN(const auto voter, code_and_list(one));
    out.push_back({voter.first, voter.second});
  }
  if (out.empty() && !arguments.of.empty()) {
    StandingArguments standing;
    standing.directory = arguments.together.network;
    standing.keys = arguments.together.keys;
    standing.on = arguments.together.on;
    MESO_ASSIGN_OR_RETURN(const Standing opened, open_standing(standing, network::kNames));
    MESO_ASSIGN_OR_RETURN(const std::uint32_t number, wanted_group(opened, arguments.of));
    for (const network::OrganisationId practice : opened.grouping.groups[number].practices) {
      const auto known = opened.model.list_size(practice, opened.day);
      out.push_back({opened.model.organisations[practice].code, known ? known->patients : 0});
    }
  }
  if (out.empty()) {
    MESO_ASSIGN_OR_RETURN(const auto members, governance::practices(together.journal()));
    for (const auto& one : members) {
      if (one.is_member_on(together.day)) out.push_back({one.code, one.patients});
    }
  }
  if (out.empty()) {
    return Error{ErrorKind::kUsage,
                 "nobody is named who votes",
                 {},
                 "say --voter A99901=12345, --of NETWORK, or meso decide practices first"};
  }
  return out;
}

Result<int> keep_practices(const DecideArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  for (const std::string& one : arguments.joined) {
    MESO_ASSIGN_OR_RETURN(const auto practice, code_and_list(one));
    MESO_RETURN_IF_ERROR(
        governance::practice_joins(together.hand(), practice.first, practice.second, together.day));
  }
  for (const std::string& code : arguments.left) {
    MESO_RETURN_IF_ERROR(governance::practice_leaves(together.hand(), code, together.day));
  }
  MESO_ASSIGN_OR_RETURN(const auto members, governance::practices(together.journal()));
  Table table;
  table.column("practice", Table::Align::kLeft).column("patients", Table::Align::kRight);
  table.column("since", Table::Align::kLeft).column("until", Table::Align::kLeft);
  for (const auto& one : members) {
    table.row({one.code, grouped(one.patients), format_date(one.since),
               one.until == kUnknownDate ? "" : format_date(one.until)});
  }
  fmt::print("{}", members.empty() ? "No practice is named yet.\n" : table.text());
  return kDone;
}

Result<int> open(const DecideArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  NewDecision decision;
  decision.question = arguments.question;
  decision.options = arguments.options;
  decision.on = together.day;
  decision.sealed = arguments.sealed;
  decision.withdrawn_count = arguments.withdrawn_count;
  decision.meeting = arguments.meeting;
  MESO_ASSIGN_OR_RETURN(decision.authorship, authorship_of(arguments.authorship));
  MESO_ASSIGN_OR_RETURN(decision.closes, day_option(arguments.closes, "--closes"));
  for (const std::string& one : arguments.evidence) {
    MESO_ASSIGN_OR_RETURN(const auto evidence, evidence_of(one));
    decision.evidence.push_back(evidence);
  }
  MESO_ASSIGN_OR_RETURN(decision.rule, rule_of(arguments, arguments.rule, together.day));
  MESO_ASSIGN_OR_RETURN(decision.voters, voters_of(arguments, together));
  MESO_ASSIGN_OR_RETURN(const std::uint64_t number, governance::open_decision(together.hand(), decision));
  MESO_ASSIGN_OR_RETURN(const Decision opened, governance::decision(together.journal(), number));
  fmt::print("{}", decision_text(opened, {}, together.day));
  return kDone;
}

Result<int> show(const DecideArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const Decision decision, governance::decision(together.journal(), arguments.number));
  MESO_ASSIGN_OR_RETURN(const auto members, governance::practices(together.journal()));
  if (arguments.together.format == "json") {
    ordered_json out = {{"version", 1}};
    out["decision"] = decision_json(decision);
    print_json(out);
  } else {
    fmt::print("{}", decision_text(decision, members, together.day));
  }
  return kDone;
}

Result<int> list(const DecideArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const auto decisions, governance::decisions(together.journal()));
  MESO_ASSIGN_OR_RETURN(const auto permissions, governance::permission_notes(together.journal()));
  if (arguments.together.format == "json") {
    ordered_json out = {
        {"version", 1}, {"decisions", ordered_json::array()}, {"permissions", ordered_json::array()}};
    for (const Decision& one : decisions) out["decisions"].push_back(decision_json(one));
    for (const auto& one : permissions) {
      out["permissions"].push_back({{"number", one.number},
                                    {"what", one.what},
                                    {"said_by", one.said_by},
                                    {"scope", one.scope},
                                    {"risk", one.risk},
                                    {"on", format_date(one.on)},
                                    {"ends", one.ends ? format_date(*one.ends) : ""}});
    }
    print_json(out);
    return kDone;
  }
  Table table;
  table.column("", Table::Align::kLeft).column("", Table::Align::kRight).column("day", Table::Align::kLeft);
  table.column("what", Table::Align::kLeft)
      .column("stands", Table::Align::kLeft)
      .column("review or end", Table::Align::kLeft);
  for (const Decision& one : decisions) {
    table.row({"decision", std::to_string(one.number), format_date(one.opened.on), one.opened.question,
               standing_line(one), one.review ? format_date(*one.review) : ""});
  }
  for (const auto& one : permissions) {
    const bool over = one.ends && *one.ends < together.day;
    table.row({"permission", std::to_string(one.number), format_date(one.on), one.what,
               (over ? "ended; said by " : "said by ") + one.said_by,
               one.ends ? format_date(*one.ends) : ""});
  }
  fmt::print("{}", decisions.empty() && permissions.empty() ? "Nothing has been put to a decision yet.\n"
                                                            : table.text());
  return kDone;
}

Result<int> declare(const DecideArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_RETURN_IF_ERROR(governance::declare_interest(
      together.hand(), arguments.number, {arguments.practice, arguments.what, arguments.withdraws, false}));
  fmt::print("{} declares an interest in decision {}{}.\n", arguments.practice, arguments.number,
             arguments.withdraws ? " and withdraws from it" : ", and stays");
  return kDone;
}

Result<int> close(const DecideArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  governance::Closing closing;
  closing.on = together.day;
  closing.owner_role = arguments.owner_role;
  closing.owner = arguments.owner;
  closing.reopens = arguments.reopens;
  MESO_ASSIGN_OR_RETURN(closing.review, day_option(arguments.review, "--review"));
  if (!arguments.present.empty()) closing.present = codes_of(arguments.present);
  MESO_RETURN_IF_ERROR(governance::close_decision(together.hand(), arguments.number, closing));
  MESO_ASSIGN_OR_RETURN(const Decision decision, governance::decision(together.journal(), arguments.number));
  MESO_ASSIGN_OR_RETURN(const auto members, governance::practices(together.journal()));
  fmt::print("{}", decision_text(decision, members, together.day));
  return decision.outcome.kind == OutcomeKind::kCarried || decision.outcome.kind == OutcomeKind::kNotCarried
             ? kDone
             : kFinding;
}

Result<int> permit(const DecideArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  governance::PermissionNote note;
  note.what = arguments.what;
  note.said_by = arguments.said_by;
  note.scope = arguments.scope;
  note.risk = arguments.risk;
  note.on = together.day;
  MESO_ASSIGN_OR_RETURN(note.authorship, authorship_of(arguments.authorship));
  MESO_ASSIGN_OR_RETURN(note.ends, day_option(arguments.ends, "--ends"));
  MESO_ASSIGN_OR_RETURN(const std::uint64_t number, governance::note_permission(together.hand(), note));
  fmt::print("Permission {} is noted: {}, until {}.\n", number, note.what, format_date(*note.ends));
  return kDone;
}

Result<int> under(const DecideArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const auto rule, rule_of(arguments, arguments.rule, together.day));
  MESO_ASSIGN_OR_RETURN(const auto decisions, governance::decisions(together.journal()));
  const auto rows = governance::recount(decisions, rule);
  Table table;
  table.column("decision", Table::Align::kRight).column("was", Table::Align::kLeft);
  table.column("would be", Table::Align::kLeft).column("", Table::Align::kLeft);
  std::size_t counted = 0, other = 0;
  ordered_json json = ordered_json::array();
  for (const auto& row : rows) {
    const bool can = row.why_not.empty();
    counted += can ? 1 : 0;
    other += row.differs ? 1 : 0;
    table.row({std::to_string(row.decision), outcome_line(row.was), can ? outcome_line(row.would_be) : "-",
               can ? (row.differs ? "the other way" : "the same") : row.why_not});
    json.push_back({{"decision", row.decision},
                    {"was", outcome_line(row.was)},
                    {"would_be", can ? ordered_json(outcome_line(row.would_be)) : ordered_json()},
                    {"differs", row.differs},
                    {"why_not", row.why_not}});
  }
  if (arguments.together.format == "json") {
    ordered_json out = {{"version", 1}, {"rule", rule.text}, {"counted", counted}, {"other_way", other}};
    out["decisions"] = std::move(json);
    print_json(out);
    return kDone;
  }
  fmt::print("Under: {}\n\n{}\n", rule.text, table.text());
  fmt::print(
      "{} of {} past votes would have gone the other way. Nobody voted under that rule: had it stood, some "
      "may "
      "have voted otherwise.\n",
      other, counted);
  return kDone;
}

}  // namespace

void add_decision_commands(CLI::App& app, Verbs& verbs) {
  CLI::App* decide =
      app.add_subcommand("decide", "Decisions and permissions: what was asked, voted, carried, and why");
  decide->require_subcommand(1);
  const auto to = std::make_shared<DecideArguments>();
  const auto number = [&](CLI::App* command) {
    command->add_option("DECISION", to->number, "Its number")->required();
  };
  const auto rules = [&](CLI::App* command, const char* about) {
    command->add_option("--rule", to->rule, about)->type_name("RULE")->capture_default_str();
    command->add_option("--rules", to->rules_file, "Rules from this file")->type_name("FILE");
  };
  CLI::App* practices = verbs.add(*decide, "practices", "Whose network it is: those who joined and left",
                                  to->together, true, [to] { return keep_practices(*to); });
  practices->add_option("--joined", to->joined, "A practice with its list: A99901=12345. Repeatable")
      ->type_name("CODE=PATIENTS");
  practices->add_option("--left", to->left, "A practice whose last day this is. Repeatable")
      ->type_name("CODE");

  CLI::App* opening = verbs.add(*decide, "new", "Put a question to the practices", to->together, true,
                                [to] { return open(*to); });
  opening->add_option("QUESTION", to->question, kCanBeAskedFor)->required();
  opening->add_option("--option", to->options, "An answer to choose; a, b, c in this order. Repeatable")
      ->type_name("TEXT")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  rules(opening, "A rule's name, a rule, or 'by consent; quorum ...'");
  opening->add_option("--voter", to->voters, "Who votes, with the list; default: the network's practices")
      ->type_name("CODE=PATIENTS");
  opening->add_option("--of", to->of, "Who votes: the practices of this network of the public files")
      ->type_name("NETWORK");
  opening
      ->add_option("--evidence", to->evidence, "Words, or: what | figure | rule and version | day | standing")
      ->type_name("TEXT")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  opening->add_option("--closes", to->closes, "The last day on which votes are taken")->type_name("DATE");
  opening->add_flag("--sealed", to->sealed, "Nobody is shown a vote or a total until the close");
  opening->add_flag("--withdrawn-count", to->withdrawn_count, "Who withdraws stays in the totals");
  opening->add_option("--meeting", to->meeting, "The meeting where it is put")->type_name("N");
  add_authorship(*opening, to->authorship);
  opening->footer(
      "Examples:\n"
      "  meso decide new my/network 'One wound clinic for all?' --option 'at Mill Road' --option 'at two "
      "sites' \\\n"
      "      --rule both --evidence 'HYP008 | 71.2% | HYP 2025-26 (v46) | 2026-03-31 | estimated'\n"
      "  meso decide new my/network 'Share the pharmacist?' --option yes --rule 'by consent; quorum at least "
      "3 practices'");

  verbs.add(*decide, "list", "Decisions and permissions, as they stand", to->together, false,
            [to] { return list(*to); });
  number(verbs.add(*decide, "show", "One decision with everything about it", to->together, false,
                   [to] { return show(*to); }));
  CLI::App* interest = verbs.add(*decide, "interest", "A practice declares an interest", to->together, true,
                                 [to] { return declare(*to); });
  number(interest);
  interest->add_option("PRACTICE", to->practice, "Its code")->required();
  interest->add_option("WHAT", to->what, kCanBeAskedFor)->required();
  interest->add_flag("--withdraws", to->withdraws, "It takes no part in the vote");
  CLI::App* closing = verbs.add(*decide, "close", "Count the votes and close", to->together, true,
                                [to] { return close(*to); });
  number(closing);
  closing->add_option("--present", to->present, "Who was in the room at the vote; default: who voted")
      ->type_name("CODES");
  closing->add_option("--role", to->owner_role, "The role that does it")->type_name("TEXT");
  closing->add_option("--owner", to->owner, "The one person who does it today")->type_name("NAME");
  closing->add_option("--review", to->review, "When to look at it again")->type_name("DATE");
  closing->add_option("--reopens", to->reopens, "What would open it again")->type_name("TEXT");
  closing->footer(
      "Exit code 1 when there is no outcome: no quorum, nothing cast, a rule that contradicts itself.");
  CLI::App* permitting = verbs.add(*decide, "permit", "Note a permission for work outside the contract",
                                   to->together, true, [to] { return permit(*to); });
  permitting->add_option("WHAT", to->what, kCanBeAskedFor)->required();
  permitting->add_option("--said-by", to->said_by, "Who said go ahead")->type_name("NAME");
  permitting->add_option("--scope", to->scope, "What it covers")->type_name("TEXT");
  permitting->add_option("--risk", to->risk, "What could go wrong, and who bears it")->type_name("TEXT");
  permitting->add_option("--ends", to->ends, "Its last day")->type_name("DATE");
  add_authorship(*permitting, to->authorship);
  CLI::App* counting = verbs.add(*decide, "under", "Past votes, counted again under another rule",
                                 to->together, false, [to] { return under(*to); });
  rules(counting, "A rule's name, or a rule");
}

}  // namespace meso::cli
