#include "cli/network_records.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "cli/network.h"
#include "cli/question.h"
#include "locale/england/financial_year.h"
#include "network/computed.h"
#include "rules/language.h"

namespace meso::cli {
namespace {

constexpr rules::FinancialYear kEnglishYear{england::kYearEndMonth, england::kYearEndDay};
constexpr const char* kSexes[] = {"female", "male"};

access::Question question_on(Date day) {
  access::Question question;
  question.dates = rules::reference_dates(day, kEnglishYear);
  question.threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  return question;
}

std::string age_register(std::size_t sex, int band) {
  return fmt::format("AGES_{}_{:02}_REG", sex, band);
}

// A register for each sex and five-year band, and one for each band of whoever is there.
std::string age_rules() {
  std::string text =
      "ruleset AGES \"Ages by five-year band\"\n  source \"counted for a list of registered people\"\n  "
      "standing derived\n"
      "  version \"1\"\n  level local\n  year 2025-26\n  events on or before ACHV_DAT\n\n";
  for (int band = 0; band < network::kAgeBands; ++band) {
    for (std::size_t sex = 0; sex < 3; ++sex) {
      text +=
          fmt::format("register {} \"Aged {} and over, by band\" of GMS\n  1  age in years at ACHV_DAT >= {}",
                      age_register(sex, band), 5 * band, 5 * band);
      if (band + 1 < network::kAgeBands)
        text += fmt::format(" and age in years at ACHV_DAT < {}", 5 * band + 5);
      if (sex < 2) text += fmt::format(" and sex is {}", kSexes[sex]);
      text += "  select   otherwise reject\n\n";
    }
  }
  return text;
}

}  // namespace

RecordsBeside::RecordsBeside(access::Lens lens, access::Rulebook rulebook)
    : lens_(std::move(lens)), rulebook_(std::move(rulebook)), practices_(lens_.practices()) {}

Result<std::optional<RecordsBeside>> RecordsBeside::open(const std::string& directory,
                                                         const std::string& keys) {
  if (!real_files().exists(join_path(directory, "manifest"))) return std::optional<RecordsBeside>{};
  MESO_ASSIGN_OR_RETURN(access::Lens lens,
                        access::Lens::local_operator(real_files(), directory, keys_or_default(keys)));
  MESO_ASSIGN_OR_RETURN(access::Rulebook rulebook, access::load_rulebook(real_files(), {directory, {}, {}}));
  return std::optional<RecordsBeside>(RecordsBeside(std::move(lens), std::move(rulebook)));
}

const access::PracticeState* RecordsBeside::practice(const std::string& code) const {
  const auto found = std::ranges::find(practices_, code, &access::PracticeState::practice);
  return found == practices_.end() ? nullptr : &*found;
}

bool RecordsBeside::reaches(const std::string& code, Date day) const {
  const access::PracticeState* known = practice(code);
  return known != nullptr && day <= known->as_at;
}

Result<const ComputedFigures*> RecordsBeside::on(Date day) {
  if (const auto found = known_.find(day); found != known_.end()) return &found->second;
  rules::Compiled compiled =
      rules::compile_rules(rulebook_.rules, rulebook_.clusters, {kEnglishYear, england::financial_year(day)});
  if (!compiled.model) {
    return Error{ErrorKind::kBadInput, "the rules have mistakes", {}, "meso check FILE tells them"};
  }
  ComputedFigures computed;
  computed.rules = std::move(*compiled.model);
  computed.heading = lens_.heading();
  MESO_ASSIGN_OR_RETURN(computed.figures, showing_progress("counting", [&] {
                          return lens_.figures(computed.rules, question_on(day));
                        }));
  return &known_.emplace(day, std::move(computed)).first->second;
}

Result<std::map<std::string, std::array<network::CountryList, 4>>> lists_of_records(
    const std::string& directory, const std::string& keys) {
  MESO_ASSIGN_OR_RETURN(const access::Lens lens,
                        access::Lens::local_operator(real_files(), directory, keys_or_default(keys)));
  for (const access::PracticeState& one : lens.practices()) {
    if (one.synthetic) continue;
    return Error{ErrorKind::kRefused,
                 "records of real people make no fictional country",
                 {},
                 "only a network that meso synth made can be its first one"};
  }
  MESO_ASSIGN_OR_RETURN(access::Rulebook rulebook, access::load_rulebook(real_files(), {directory, {}, {}}));
  rulebook.rules.push_back({"ages", age_rules()});
  const rules::Compiled compiled =
      rules::compile_rules(rulebook.rules, rulebook.clusters, {kEnglishYear, ""});
  if (!compiled.model) return Error{ErrorKind::kBadInput, compiled.mistakes.front().text(), {}, ""};
  std::vector<std::string> wanted;
  for (int band = 0; band < network::kAgeBands; ++band) {
    for (std::size_t sex = 0; sex < 3; ++sex) wanted.push_back(age_register(sex, band));
  }
  std::map<std::string, std::string> registers;  // by group
  for (const std::string& group : network::country_groups()) {
    const auto known = network::computed_by("QOF " + group + " register", *compiled.model);
    if (!known) continue;
    registers[group] = compiled.model->registers[known->place].name;
    wanted.push_back(registers[group]);
  }
  MESO_ASSIGN_OR_RETURN(const rules::Model model, rules::keep_only(*compiled.model, wanted));
  std::map<std::string, std::array<network::CountryList, 4>> out;
  const auto days = network::country_days();
  for (std::size_t at = 0; at < days.size(); ++at) {
    MESO_ASSIGN_OR_RETURN(const access::Figures figures,
                          lens.figures(model, question_on(std::min(days[at], lens.oldest_as_at()))));
    for (const access::PracticeFigures& practice : figures.practices) {
      network::CountryList& list = out[practice.practice][at];
      const auto size = [&](const std::string& name) -> Result<std::uint32_t> {
        MESO_ASSIGN_OR_RETURN(const Named named, find_named(model, name));
        return static_cast<std::uint32_t>(practice.registers[static_cast<std::size_t>(named.id)].size);
      };
      for (int band = 0; band < network::kAgeBands; ++band) {
        const auto row = static_cast<std::size_t>(band);
        for (std::size_t sex = 0; sex < 3; ++sex) {
          MESO_ASSIGN_OR_RETURN(list.people[sex][row], size(age_register(sex, band)));
        }
        list.people[2][row] -= list.people[0][row] + list.people[1][row];
      }
      for (const auto& [group, name] : registers) {
        MESO_ASSIGN_OR_RETURN(list.registers[group], size(name));
      }
    }
  }
  std::uint64_t all = 0;
  for (const auto& [code, lists] : out) all += lists[0].patients();
  if (all > network::kMostCountryPatients) {
    return Error{ErrorKind::kUsage,
                 fmt::format("the country has room for a network of {} patients, and these are {}",
                             network::kMostCountryPatients, all),
                 {},
                 "make a smaller one: meso synth --patients"};
  }
  return out;
}

}  // namespace meso::cli
