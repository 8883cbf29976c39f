// meso duty: list, give, hand; meso disclose; meso paper.

#include <algorithm>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/question.h"
#include "cli/table.h"
#include "cli/together.h"
#include "governance/about_person.h"
#include "governance/duties.h"
#include "governance/paper.h"

namespace meso::cli {
namespace {

using governance::Duty;
using nlohmann::ordered_json;

struct DutyArguments {
  TogetherArguments together;
  std::string subject, text, role, person, held_by;
  bool orphans = false;
};

Result<int> list_all(const DutyArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const auto duties, governance::duties(together.journal()));
  ordered_json json = ordered_json::array();
  Table table;
  for (const char* heading : {"about", "what", "role", "person", "since", "before"}) {
    table.column(heading, Table::Align::kLeft);
  }
  std::size_t orphans = 0, shown = 0;
  for (const Duty& one : duties) {
    if (one.is_over) continue;
    orphans += one.is_orphan() ? 1u : 0u;
    if (arguments.orphans && !one.is_orphan()) continue;
    if (!arguments.held_by.empty() && one.person != arguments.held_by) continue;
    ++shown;
    table.row({one.subject, one.what, one.role, one.person.empty() ? "nobody today" : one.person,
               one.since == kUnknownDate ? "" : format_date(one.since),
               fmt::format("{}", fmt::join(one.before, "; "))});
    json.push_back({{"about", one.subject}, {"what", one.what}, {"role", one.role}, {"person", one.person}});
  }
  if (arguments.together.format == "json") {
    ordered_json out = {{"version", 1}, {"orphans", orphans}};
    out["duties"] = std::move(json);
    print_json(out);
    return kDone;
  }
  fmt::print("{}", shown == 0 ? "No duty of the kind.\n" : table.text());
  fmt::print("Without a person today: {}.\n", orphans);
  return kDone;
}

Result<int> give(const DutyArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  Duty duty;
  duty.subject = arguments.subject;
  duty.what = arguments.text;
  duty.role = arguments.role;
  duty.person = arguments.person;
  duty.since = together.day;
  MESO_RETURN_IF_ERROR(governance::give_duty(together.hand(), duty));
  fmt::print("{}: {}{}\n", duty.subject, duty.role,
             duty.person.empty() ? ", nobody today" : ", " + duty.person);
  return kDone;
}

Result<int> hand_over(const DutyArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_RETURN_IF_ERROR(
      governance::hand_over(together.hand(), arguments.subject, arguments.person, together.day));
  fmt::print("{} is {} now.\n", arguments.subject,
             arguments.person.empty() ? "nobody's" : arguments.person + "'s");
  return kDone;
}

struct DiscloseArguments {
  TogetherArguments together;
  std::string person;
};

Result<int> disclose(const DiscloseArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  // Whoever reads about somebody leaves a trace before anything is shown.
  MESO_RETURN_IF_ERROR(together.journal().look({together.memory.author(), "", "disclose", 1}));
  MESO_ASSIGN_OR_RETURN(const auto found, governance::about_person(together.journal(), arguments.person));
  if (arguments.together.format == "json") {
    ordered_json out = {{"version", 1},
                        {"erased", found.erased},
                        {"masked", found.masked},
                        {"entries", ordered_json::array()}};
    for (const auto& one : found.entries) {
      ordered_json entry = {
          {"act", one.entry}, {"at", format_moment(one.at)}, {"kind", one.kind}, {"about", one.subject}};
      for (const auto& [member, text] : one.words) entry["words"].push_back({member, text});
      out["entries"].push_back(entry);
    }
    print_json(out);
    return kDone;
  }
  for (const auto& one : found.entries) {
    fmt::print("act {}, {}, {}, {}\n", one.entry, format_moment(one.at).substr(0, 10), one.kind, one.subject);
    for (const auto& [member, text] : one.words) fmt::print("  {}: {}\n", member, text);
  }
  fmt::print(
      "{} entries. Others were masked {} times; {} entries were erased before, and whom they were about is "
      "not "
      "known.\nNames that stand only inside free words are not known to Meso: read it before you hand it "
      "over.\n",
      found.entries.size(), found.masked, found.erased);
  return kDone;
}

struct PaperArguments {
  TogetherArguments together;
  std::uint64_t meeting = 0;
  std::string kind = "board", output, name;
};

Result<int> paper(const PaperArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  governance::PaperSources sources;
  sources.network = arguments.name;
  sources.day = together.day;
  const bool is_public = arguments.kind == "public";
  if (!is_public || arguments.meeting != 0) {
    MESO_ASSIGN_OR_RETURN(sources.meeting, governance::meeting(together.journal(), arguments.meeting));
  }
  MESO_ASSIGN_OR_RETURN(sources.purpose, governance::purpose(together.journal()));
  MESO_ASSIGN_OR_RETURN(sources.decisions, governance::decisions(together.journal()));
  MESO_ASSIGN_OR_RETURN(sources.actions, governance::actions(together.journal()));
  MESO_ASSIGN_OR_RETURN(sources.asks, governance::asks(together.journal()));
  const auto kind = std::ranges::find(governance::kPaperKinds, arguments.kind);
  const std::string html = governance::paper_html(
      sources, static_cast<governance::PaperKind>(kind - governance::kPaperKinds.begin()));
  if (arguments.output.empty()) {
    fmt::print("{}", html);
    return kDone;
  }
  MESO_RETURN_IF_ERROR(replace_file(real_files(), arguments.output, std::as_bytes(std::span(html))));
  fmt::print("{} is written: open it in a browser and print it.\n", arguments.output);
  return kDone;
}

}  // namespace

void add_duty_commands(CLI::App& app, Verbs& verbs) {
  CLI::App* duty = app.add_subcommand("duty", "Who answers for what: one role and one person today");
  duty->require_subcommand(1);
  const auto to = std::make_shared<DutyArguments>();
  const auto verb = [&](const char* name, const char* about, bool writes, auto run) {
    return verbs.add(*duty, name, about, to->together, writes, [to, run] { return run(*to); });
  };
  CLI::App* listing = verb("list", "Every duty, those of decisions and actions too", false, list_all);
  listing->add_flag("--orphans", to->orphans, "Only those that nobody holds today");
  listing->add_option("--held-by", to->held_by, "Only those of this person: what there is to hand over")
      ->type_name("NAME");
  CLI::App* giving =
      verb("give", "A clause, a decision or an obligation gets a role and a person", true, give);
  giving->add_option("ABOUT", to->subject, "clause/7.2, decision/3, obligation/1, ask/4")->required();
  giving->add_option("--text", to->text, "The clause, quoted")->type_name("TEXT");
  giving->add_option("--role", to->role, "The role that answers for it")->type_name("TEXT");
  giving->add_option("--person", to->person, "Who that is today; left out: nobody")->type_name("NAME");
  CLI::App* handing = verb("hand", "Hand a duty over", true, hand_over);
  handing->add_option("ABOUT", to->subject, "clause/7.2, decision/3, action/5")->required();
  handing->add_option("PERSON", to->person, "To whom; left out: to nobody");

  const auto about = std::make_shared<DiscloseArguments>();
  CLI::App* disclosing =
      verbs.add(app, "disclose", "What is held about somebody, others masked; the look is written down",
                about->together, false, [about] { return disclose(*about); });
  disclosing->add_option("--about", about->person, "Their name as it was written, or their e-mail")
      ->type_name("PERSON")
      ->required();

  const auto of = std::make_shared<PaperArguments>();
  CLI::App* papers =
      verbs.add(app, "paper", "Agenda, board paper, minutes or the public page, as a page that prints well",
                of->together, false, [of] { return paper(*of); });
  papers->add_option("MEETING", of->meeting, "Its number; the public page needs none");
  papers->add_option("--kind", of->kind, "agenda, board, minutes, public")
      ->check(CLI::IsMember({"agenda", "board", "minutes", "public"}))
      ->capture_default_str();
  papers->add_option("--name", of->name, "The network's name on the page")->type_name("TEXT");
  papers->add_option("--output", of->output, "Write it into this file")->type_name("FILE");
}

}  // namespace meso::cli
