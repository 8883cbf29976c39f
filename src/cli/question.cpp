#include "cli/question.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/keys.h"
#include "cli/table.h"
#include "locale/england/financial_year.h"
#include "rules/language.h"
#include "server/in_json.h"

namespace meso::cli {

using nlohmann::ordered_json;

namespace {

constexpr rules::FinancialYear kEnglishYear{england::kYearEndMonth, england::kYearEndDay};

int threads_or_all(int threads) {
  return threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::toupper(static_cast<unsigned char>(x)) == std::toupper(static_cast<unsigned char>(y));
  });
}

std::string joined(const std::vector<std::string>& words, std::string_view between = ", ") {
  return fmt::format("{}", fmt::join(words, between));
}

}  // namespace

Result<Opened> open_question(const QuestionArguments& arguments) {
  FileSystem& files = real_files();
  const std::string keys = arguments.keys.empty() ? default_keys_path() : arguments.keys;
  MESO_ASSIGN_OR_RETURN(access::Lens lens, access::Lens::local_operator(files, arguments.network, keys));
  Date on = lens.oldest_as_at();
  if (!arguments.on.empty()) {
    const auto given = parse_iso_date(arguments.on);
    if (!given) {
      return Error{ErrorKind::kUsage, "--on is not a day: " + arguments.on, {}, "write it as 2026-03-31"};
    }
    on = *given;
  }
  MESO_ASSIGN_OR_RETURN(access::Rulebook rulebook,
                        access::load_rulebook(files, {arguments.network, arguments.rulebook.rules,
                                                      arguments.rulebook.clusters}));
  access::Question question;
  question.dates = rules::reference_dates(on, kEnglishYear);
  question.practice = arguments.practice;
  question.threads = threads_or_all(arguments.threads);
  return Opened{std::move(lens), std::move(rulebook), question,
                arguments.rulebook.year.empty() ? england::financial_year(on) : arguments.rulebook.year,
                !arguments.on.empty()};
}

Result<rules::Model> compile_opened(const Opened& opened) {
  rules::Compiled compiled =
      rules::compile_rules(opened.rulebook.rules, opened.rulebook.clusters, {kEnglishYear, opened.year});
  if (compiled.model) return std::move(*compiled.model);
  for (const rules::Mistake& mistake : compiled.mistakes) fmt::print(stderr, "{}\n", mistake.text());
  return Error{ErrorKind::kBadInput,
               fmt::format("the rules have {} mistakes", compiled.mistakes.size()),
               {},
               "see the lines above; meso check FILE looks at one file"};
}

Result<Named> find_named(const rules::Model& model, const std::string& name) {
  for (std::size_t i = 0; i < model.indicators.size(); ++i) {
    if (same_name(model.indicators[i].name, name)) return Named{false, static_cast<std::int32_t>(i)};
  }
  for (std::size_t i = 0; i < model.registers.size(); ++i) {
    if (model.registers[i].clock == 0 && same_name(model.registers[i].name, name)) {
      return Named{true, static_cast<std::int32_t>(i)};
    }
  }
  return Error{ErrorKind::kNotFound, "no indicator or register " + name, {}, "meso check lists all of them"};
}

std::string provenance_line(const rules::Provenance& provenance) {
  return fmt::format("{} {}{}, {}; source: {}", provenance.ruleset, provenance.year,
                     provenance.version.empty() ? "" : " (" + provenance.version + ")",
                     rules::standing_name(provenance.standing), provenance.source);
}

std::string preamble(const Opened& opened, const rules::Model& model) {
  const auto& lens = opened.lens;
  const auto& dates = opened.question.dates;
  std::string out = lens.heading() + "\n";
  out += fmt::format("ACHV_DAT {} ({}), PPED {}. Rule year {}; clusters: {}; hash {}.\n",
                     format_date(dates.achievement),
                     opened.on_was_given ? "asked for" : "the oldest as-at date of the practices",
                     format_date(dates.period_end), opened.year, joined(server::cluster_releases(model)),
                     model.hash.substr(0, 12));
  const auto name_those = [&](auto member, const char* sentence) {
    std::vector<std::string> names;
    for (const auto& practice : lens.practices()) {
      if (practice.*member) names.push_back(practice.practice);
    }
    if (!names.empty()) out += fmt::format("{}: {}.\n", sentence, joined(names));
  };
  name_those(&access::PracticeState::synthetic, "Synthetic records, no real person");
  name_those(&access::PracticeState::registrations_assumed,
             "Registrations were assumed, from birth to death or as-at date");
  name_those(&access::PracticeState::leavers_missing, "Leavers are missing from the extract");
  for (const auto& failure : lens.failures()) {
    out +=
        fmt::format("NOT INCLUDED: practice {} does not read: {}\n", failure.practice, failure.error.text());
  }
  return out;
}

std::string csv_context(const Opened& opened, const rules::Model& model, const std::string& practice) {
  std::size_t asked = 0, assumed = 0;
  for (const auto& state : opened.lens.practices()) {
    if (practice != kNetwork && state.practice != practice) continue;
    ++asked;
    assumed += state.registrations_assumed ? 1 : 0;
  }
  std::vector<std::string> not_included;
  for (const auto& failure : opened.lens.failures()) not_included.push_back(failure.practice);
  return fmt::format(",{},{},{},{}",
                     assumed == 0       ? "stated"
                     : assumed == asked ? "assumed"
                                        : "assumed in part",
                     csv_cell(joined(server::cluster_releases(model), "; ")),
                     csv_cell(joined(not_included, "; ")), csv_cell(opened.lens.heading()));
}

ordered_json preamble_json(const Opened& opened, const rules::Model& model) {
  return server::preamble_json(opened.lens, opened.question, opened.year, model);
}

void print_json(const ordered_json& json) {
  fmt::print("{}\n", json.dump(2));
}

int answered(const Opened& opened) {
  return opened.lens.failures().empty() ? kDone : kFinding;
}

}  // namespace meso::cli
