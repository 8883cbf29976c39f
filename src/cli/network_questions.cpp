#include "cli/network_questions.h"

#include <fmt/format.h>

#include "cli/network.h"
#include "network/own_texts.h"
#include "network/portrait.h"
#include "network/store.h"

namespace meso::cli {

Result<Standing> open_standing(const StandingArguments& arguments, unsigned parts) {
  MESO_ASSIGN_OR_RETURN(const Date asked, day_or_newest(arguments.on));
  Standing standing;
  MESO_ASSIGN_OR_RETURN(standing.model, network::open_network(real_files(), arguments.directory,
                                                              keys_or_default(arguments.keys), parts));
  standing.day = asked == kUnknownDate ? standing.model.newest_day() : asked;
  standing.grouping = network::footprint::grouping_on(standing.model, standing.day);
  return standing;
}

Result<std::uint32_t> wanted_group(const Standing& standing, const std::string& wanted) {
  const std::uint32_t by_code = standing.grouping.find(wanted);
  if (by_code != network::footprint::kNoGroup) return by_code;
  MESO_ASSIGN_OR_RETURN(const network::OrganisationId id,
                        network::find_by_name(standing.model, network::OrganisationKind::kNetwork, wanted));
  for (std::uint32_t i = 0; i < standing.grouping.groups.size(); ++i) {
    if (standing.grouping.groups[i].network == id) return i;
  }
  return Error{ErrorKind::kNotFound,
               fmt::format("{} has no member practice on {}", standing.model.organisations[id].code,
                           format_date(standing.day)),
               {},
               "ask for another day: --day"};
}

namespace {

// Not asked for where a file is given: supposing needs no journal.
Result<network::OwnTexts> own_texts(const StandingArguments& arguments, const std::string& file) {
  if (!file.empty()) return network::OwnTexts{};
  return network::read_own_texts(real_files(), arguments.directory, keys_or_default(arguments.keys));
}

}  // namespace

void tell(const Error& mistake) {
  fmt::print(stderr, "{}\n", mistake.text());
}

Result<std::vector<network::voice::Rule>> rules_for(const StandingArguments& arguments,
                                                    const std::string& file,
                                                    const std::vector<std::string>& asked, Date day) {
  MESO_ASSIGN_OR_RETURN(const network::OwnTexts own, own_texts(arguments, file));
  return network::voting_rules(real_files(), own, {day, asked, file}, tell);
}

Result<std::vector<network::formation::Record>> records_for(const StandingArguments& arguments,
                                                            const std::string& file) {
  MESO_ASSIGN_OR_RETURN(const network::OwnTexts own, own_texts(arguments, file));
  return network::own_records(real_files(), own, file, tell);
}

std::string rule_heading(const network::voice::Rule& rule) {
  std::string out = rule.name;
  if (!rule.title.empty() && rule.name != "asked") out += ", " + rule.title;
  if (rule.name != "asked") out += fmt::format(" ({})", rules::standing_name(rule.standing));
  return out + ": " + in_words(rule);
}

std::string percent_of(const network::voice::Share& share) {
  return fmt::format("{:.1f}%", 100 * share.value());
}

std::string standing_of(const network::voice::VoterPower& voter) {
  if (voter.decides_alone) return "decides alone";
  if (voter.can_block) return "can block";
  return voter.never_decides ? "can never change a result" : "";
}

}  // namespace meso::cli
