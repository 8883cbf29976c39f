// meso ask: add, list, answer, time, same, burden.

#include <algorithm>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/words.h"
#include "cli/commands.h"
#include "cli/question.h"
#include "cli/table.h"
#include "cli/together.h"
#include "governance/asks.h"
#include "governance/burden.h"

namespace meso::cli {
namespace {

using governance::Ask;
using nlohmann::ordered_json;

struct AskArguments {
  TogetherArguments together;
  std::uint64_t number = 0, same_as = 0, seed = 1;
  std::string what, asker, kind = "data", basis, for_whom, items, population, period, minutes, deadline, mail,
                           text, tariff;
  std::int64_t times = 1, people = 1, took = 0;
  int held = -1;
  bool must = false, refuse = false, all = false;
};

// "20-45", or "30" for both.
Status take_minutes(const std::string& text, Ask& ask) {
  if (text.empty()) return {};
  const std::size_t dash = text.find('-');
  const auto least = parse_whole_number(std::string_view(text).substr(0, dash), 100'000);
  const auto most = dash == std::string::npos
                        ? least
                        : parse_whole_number(std::string_view(text).substr(dash + 1), 100'000);
  if (!least || !most) {
    return Error{ErrorKind::kUsage,
                 fmt::format("'{}' are no minutes", text),
                 {},
                 "write 30, or 20-45 from least to most"};
  }
  ask.least = static_cast<std::int64_t>(*least);
  ask.most = static_cast<std::int64_t>(*most);
  return {};
}

Status take_tariff(const std::string& text, Ask& ask) {
  if (text.empty()) return {};
  const std::size_t dot = text.find('.');
  const auto pounds = parse_whole_number(std::string_view(text).substr(0, dot), 10'000);
  const std::string rest = dot == std::string::npos ? "00" : text.substr(dot + 1);
  const auto pence = parse_whole_number(rest, 99);
  if (!pounds || !pence || rest.size() != 2) {
    return Error{ErrorKind::kUsage, fmt::format("'{}' is no sum of money", text), {}, "write 24 or 24.50"};
  }
  ask.pence_an_hour = static_cast<std::int64_t>(*pounds * 100 + *pence);
  return {};
}

Result<int> add(const AskArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  Ask ask;
  if (!arguments.mail.empty()) {
    MESO_ASSIGN_OR_RETURN(const std::string text, bytes_of(arguments.mail));
    MESO_ASSIGN_OR_RETURN(ask, governance::ask_of_mail(text, std::string(base_name(arguments.mail))));
  }
  ask.kind = arguments.kind;
  if (!arguments.what.empty()) ask.what = arguments.what;
  if (!arguments.asker.empty()) ask.asker = arguments.asker;
  ask.basis = arguments.basis;
  ask.must = arguments.must;
  ask.for_whom = arguments.for_whom;
  ask.items = arguments.items;
  ask.population = arguments.population;
  ask.period = arguments.period;
  ask.times_a_year = arguments.times;
  ask.people = arguments.people;
  ask.on = together.day;
  ask.share_held_known = arguments.held >= 0;
  ask.share_held = static_cast<std::uint8_t>(std::max(0, arguments.held));
  MESO_RETURN_IF_ERROR(take_minutes(arguments.minutes, ask));
  MESO_RETURN_IF_ERROR(take_tariff(arguments.tariff, ask));
  MESO_ASSIGN_OR_RETURN(ask.deadline, day_option(arguments.deadline, "--deadline"));
  MESO_ASSIGN_OR_RETURN(const std::uint64_t number, governance::add_ask(together.hand(), ask));
  fmt::print("Ask {}: {} asks for {}. Basis: {}. Until: {}.\n", number, ask.asker, ask.what,
             ask.basis.empty() ? "none stated" : ask.basis,
             ask.deadline ? format_date(*ask.deadline) : "no day given");
  MESO_ASSIGN_OR_RETURN(const auto all, governance::asks(together.journal()));
  for (const auto& one : governance::propose_duplicates(all)) {
    if (one.second == number || one.first == number) {
      fmt::print("It may be the same as ask {} ({:.0f}% of the words). If it is: meso ask same\n",
                 one.first == number ? one.second : one.first, 100 * one.alike);
    }
  }
  return kDone;
}

std::string minutes_text(const Ask& ask) {
  if (!ask.minutes_known()) return "not known";
  return ask.least == ask.most ? fmt::format("{}", ask.least) : fmt::format("{}-{}", ask.least, ask.most);
}

Result<int> list_all(const AskArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const auto asks, governance::asks(together.journal()));
  const auto proposed = governance::propose_duplicates(asks);
  if (arguments.together.format == "json") {
    ordered_json out = {
        {"version", 1}, {"asks", ordered_json::array()}, {"maybe_the_same", ordered_json::array()}};
    for (const Ask& one : asks) {
      out["asks"].push_back(
          {{"number", one.number},
           {"asker", one.asker},
           {"what", one.what},
           {"kind", one.kind},
           {"basis", one.basis.empty() ? ordered_json() : ordered_json(one.basis)},
           {"must", one.must},
           {"minutes", {one.least, one.most}},
           {"times_a_year", one.times_a_year},
           {"people", one.people},
           {"deadline", one.deadline ? ordered_json(format_date(*one.deadline)) : ordered_json()},
           {"state", one.state},
           {"same_as", one.same_as}});
    }
    for (const auto& one : proposed) out["maybe_the_same"].push_back({one.first, one.second, one.alike});
    print_json(out);
    return kDone;
  }
  Table table;
  table.column("", Table::Align::kRight);
  for (const char* heading : {"who asks", "what", "basis", "", "minutes", "until", "state"}) {
    table.column(heading, Table::Align::kLeft);
  }
  std::size_t shown = 0;
  for (const Ask& one : asks) {
    if (!arguments.all && (one.state != "open" || one.same_as != 0)) continue;
    ++shown;
    const bool late = one.state == "open" && one.deadline && *one.deadline < together.day;
    table.row({std::to_string(one.number), one.asker, one.what, one.basis.empty() ? "none stated" : one.basis,
               one.must ? "must" : "may", minutes_text(one),
               one.deadline ? format_date(*one.deadline) : "no day given",
               one.same_as != 0 ? fmt::format("same as {}", one.same_as)
               : late           ? "past its day"
                                : one.state});
  }
  fmt::print("{}", shown == 0 ? "Nothing is asked of us.\n" : table.text());
  for (const auto& one : proposed) {
    fmt::print("Asks {} and {} may be the same ({:.0f}% of the words). If they are: meso ask same\n",
               one.first, one.second, 100 * one.alike);
  }
  return kDone;
}

Result<int> answer(const AskArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_RETURN_IF_ERROR(governance::answer_ask(together.hand(), arguments.number, arguments.refuse,
                                              arguments.text, together.day));
  fmt::print("Ask {} is {}.\n", arguments.number, arguments.refuse ? "refused, with the reason" : "answered");
  return kDone;
}

Result<int> clock(const AskArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_RETURN_IF_ERROR(governance::time_ask(together.hand(), arguments.number, arguments.took));
  fmt::print("Ask {} took {} minutes of one person.\n", arguments.number, arguments.took);
  return kDone;
}

Result<int> same(const AskArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_RETURN_IF_ERROR(governance::join_asks(together.hand(), arguments.number, arguments.same_as));
  fmt::print("Ask {} is the same as {}: it is counted once.\n", arguments.number, arguments.same_as);
  return kDone;
}

std::vector<std::string> burden_row(const governance::AskerBurden& one) {
  const auto& hours = one.hours;
  const std::string money =
      one.pounds_least ? fmt::format("{:.2f} to {:.2f}", *one.pounds_least, *one.pounds_most) : "-";
  return {one.asker,
          std::to_string(one.asks),
          std::to_string(one.must),
          std::to_string(one.without_basis),
          std::to_string(one.without_minutes),
          fmt::format("{:.1f}", hours.p10),
          fmt::format("{:.1f}", hours.median),
          fmt::format("{:.1f}", hours.p90),
          fmt::format("{:.1f} to {:.1f}", hours.least, hours.most),
          money};
}

ordered_json burden_json(const governance::AskerBurden& one) {
  return {{"asker", one.asker},
          {"asks", one.asks},
          {"must", one.must},
          {"without_basis", one.without_basis},
          {"without_minutes", one.without_minutes},
          {"hours",
           {{"least", one.hours.least},
            {"p10", one.hours.p10},
            {"median", one.hours.median},
            {"p90", one.hours.p90},
            {"most", one.hours.most}}}};
}

Result<int> burden(const AskArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const auto asks, governance::asks(together.journal()));
  const auto burden = governance::burden_of(asks, arguments.seed);
  if (arguments.together.format == "json") {
    ordered_json out = {{"version", 1}, {"askers", ordered_json::array()}};
    for (const auto& one : burden.askers) out["askers"].push_back(burden_json(one));
    out["all"] = burden_json(burden.all);
    out["held_share"] = burden.held_known == 0 ? ordered_json() : ordered_json(burden.held_share);
    print_json(out);
    return kDone;
  }
  Table table;
  table.column("who asks", Table::Align::kLeft);
  for (const char* heading :
       {"asks", "must", "no basis", "no minutes", "P10", "hours", "P90", "least to most", "pounds"}) {
    table.column(heading, Table::Align::kRight);
  }
  for (const auto& one : burden.askers) table.row(burden_row(one));
  table.line();
  table.row(burden_row(burden.all));
  fmt::print("Hours that are asked of us in a month\n\n{}\n", table.text());
  if (burden.all.without_minutes > 0) {
    fmt::print("{} asks have no minutes yet and are in no sum: meso ask time\n", burden.all.without_minutes);
  }
  if (burden.held_known > 0) {
    fmt::print("Of {} asks that say so, Meso holds {:.0f}% of what they want on average.\n",
               burden.held_known, 100 * burden.held_share);
  }
  return kDone;
}

}  // namespace

void add_ask_commands(CLI::App& app, Verbs& verbs) {
  CLI::App* ask = app.add_subcommand("ask", "What is asked of us, on what basis, and what it costs in time");
  ask->require_subcommand(1);
  const auto to = std::make_shared<AskArguments>();
  const auto verb = [&](const char* name, const char* about, bool writes, auto run) {
    return verbs.add(*ask, name, about, to->together, writes, [to, run] { return run(*to); });
  };
  CLI::App* adding = verb("add", "Somebody asks for something", true, add);
  adding->add_option("WHAT", to->what, kCanBeAskedFor);
  adding->add_option("--mail", to->mail, "Take who and what from this e-mail (.eml); its text is not kept")
      ->type_name("FILE");
  adding->add_option("--asker", to->asker, "Who asks")->type_name("TEXT");
  adding->add_option("--kind", to->kind, "return, data, survey, meeting, claim")->capture_default_str();
  adding->add_option("--basis", to->basis, "The clause or law; left out: none stated")->type_name("TEXT");
  adding->add_flag("--must", to->must, "It has to be answered; else it may be");
  adding->add_option("--for", to->for_whom, "For whom it is in the end")->type_name("TEXT");
  adding->add_option("--items", to->items, "What it wants to know")->type_name("TEXT");
  adding->add_option("--population", to->population, "Of whom")->type_name("TEXT");
  adding->add_option("--period", to->period, "Of when")->type_name("TEXT");
  adding->add_option("--times", to->times, "Times a year")->type_name("N");
  adding->add_option("--people", to->people, "People who do it")->type_name("N");
  adding->add_option("--minutes", to->minutes, "Of one person, once: 30, or 20-45")->type_name("RANGE");
  adding->add_option("--tariff", to->tariff, "Pounds an hour: 24.50")->type_name("POUNDS");
  adding->add_option("--deadline", to->deadline, "Until when")->type_name("DATE");
  adding->add_option("--held", to->held, "Percent of it that Meso holds already")
      ->type_name("N")
      ->check(CLI::Range(0, 100));
  CLI::App* listing = verb("list", "What is open", false, list_all);
  listing->add_flag("--all", to->all, "What is answered, refused or the same too");
  CLI::App* answering = verb("answer", "Answer, or refuse with courtesy and a reason", true, answer);
  answering->add_option("ASK", to->number, "Its number")->required();
  answering->add_option("TEXT", to->text, kCanBeAskedFor)->required();
  answering->add_flag("--refuse", to->refuse, "It is a refusal; the text says why");
  CLI::App* timing = verb("time", "How long it took one person, once", true, clock);
  timing->add_option("ASK", to->number, "Its number")->required();
  timing->add_option("MINUTES", to->took, "By the clock")->required();
  CLI::App* joining = verb("same", "Confirm that two asks are the same", true, same);
  joining->add_option("ASK", to->number, "The one that is the same")->required();
  joining->add_option("AS", to->same_as, "The one that stands for both")->required();
  CLI::App* adding_up = verb("burden", "Hours asked of us in a month, by asker, as a range", false, burden);
  adding_up->add_option("--seed", to->seed, "Of the simulation")->capture_default_str();
}

}  // namespace meso::cli
