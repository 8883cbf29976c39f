// meso access demo: one account for each role, in a network of synthetic records.
//
// The password stands here and in the manual, so these accounts are marked as the demo's for good and sign in
// only while nothing but synthetic records is loaded (access/accounts.h). What the practices agree to is made
// so that every state can be seen: most share, one of those only for another month, the last one does not.

#include <algorithm>

#include <fmt/format.h>

#include "access/accounts.h"
#include "access/agreements.h"
#include "access/lens.h"
#include "base/keys.h"
#include "cli/access.h"
#include "cli/commands.h"
#include "cli/table.h"

namespace meso::cli {
namespace {

using access::Agreement;
using access::Purpose;
using access::Role;
using access::Shared;

constexpr const char* kPassword = "fictional practices";
// Of the fictional country that `meso network country` makes; its network has the demo's practices.
constexpr const char* kNetwork = "DN001";
constexpr const char* kCommissioner = "ZZB01";
constexpr const char* kUniversity = "DUNI1";
const std::string kAuthor(access::kTerminal);

struct DemoPerson {
  const char* sign_in;
  const char* name;
  Role role;
  const char* organisation;  // "" for the first practice
};
constexpr DemoPerson kPeople[] = {
    {"director", "Demo clinical director", Role::kDirector, kNetwork},
    {"manager", "Demo network manager", Role::kManager, kNetwork},
    {"analyst", "Demo analyst", Role::kAnalyst, kNetwork},
    {"practice", "Demo practice manager", Role::kPracticeManager, ""},
    {"gp", "Demo general practitioner", Role::kGeneralPractitioner, ""},
    {"care", "Demo care coordinator", Role::kCareTeam, ""},
    {"guardian", "Demo Caldicott Guardian", Role::kGuardian, kNetwork},
    {"safety", "Demo clinical safety officer", Role::kSafetyOfficer, kNetwork},
    {"commissioner", "Demo commissioner", Role::kCommissioner, kCommissioner},
    {"evaluator", "Demo evaluator", Role::kEvaluator, kUniversity},
    {"patients", "Demo patients' group", Role::kPatientsGroup, kNetwork},
    {"administrator", "Demo administrator", Role::kAdministrator, kNetwork},
};

Status make_person(access::Accounts& accounts, const DemoPerson& wanted, const std::string& organisation) {
  MESO_ASSIGN_OR_RETURN(const std::string id,
                        accounts.add_person(kAuthor, wanted.sign_in, wanted.name, true));
  MESO_RETURN_IF_ERROR(accounts.give_role(kAuthor, id, wanted.role, organisation));
  MESO_ASSIGN_OR_RETURN(const std::string invitation, accounts.invite(kAuthor, id));
  return accounts.set_password(invitation, kPassword);
}

Status make_agreements(journal::Journal& journal, const std::vector<std::string>& practices) {
  const Date today = access::day_of(now());
  const auto share = [&](const std::string& practice, std::vector<std::string> recipients,
                         std::vector<Purpose> purposes, Shared shared, std::optional<Date> ends) -> Status {
    Agreement agreement;
    agreement.practice = practice;
    agreement.recipients = std::move(recipients);
    agreement.purposes = std::move(purposes);
    agreement.shared = shared;
    agreement.legal_basis = "none: these people are not real";
    agreement.starts = today;
    agreement.ends = ends;
    const auto made = access::agree(journal, kAuthor, agreement, "the demo shows what an agreement opens");
    return made.ok() ? Status() : Status(made.error());
  };
  for (std::size_t i = 0; i + 1 < practices.size(); ++i) {
    std::vector<std::string> colleagues = {kNetwork};
    for (std::size_t other = 0; other + 1 < practices.size(); ++other) {
      if (other != i) colleagues.push_back(practices[other]);
    }
    const auto ends = i == 1 ? std::optional(add_days(today, 28)) : std::nullopt;
    MESO_RETURN_IF_ERROR(
        share(practices[i], colleagues, {Purpose::kQuality, Purpose::kContract}, Shared::kRecords, ends));
    MESO_RETURN_IF_ERROR(share(practices[i], {kCommissioner, kUniversity, kNetwork},
                               {Purpose::kCommissioning, Purpose::kResearch, Purpose::kPublic},
                               Shared::kRecords, std::nullopt));
  }
  return {};
}

}  // namespace

Result<int> access_demo(const AccessArguments& arguments) {
  const std::string keys = arguments.keys.empty() ? default_keys_path() : arguments.keys;
  MESO_ASSIGN_OR_RETURN(const auto lens, access::Lens::local_operator(real_files(), arguments.network, keys));
  std::vector<std::string> practices;
  for (const access::PracticeState& practice : lens.practices()) {
    if (!practice.synthetic) {
      return Error{
          ErrorKind::kRefused,
          "practice " + practice.practice + " is not synthetic, and demo accounts are for demos alone",
          {},
          "add people of your own: meso access add"};
    }
    practices.push_back(practice.practice);
  }
  MESO_ASSIGN_OR_RETURN(const auto journal, access_journal(arguments));
  MESO_ASSIGN_OR_RETURN(const Key secrets, access::secrets_key(real_files(), keys, *journal));
  access::Accounts accounts(*journal, secrets);
  MESO_ASSIGN_OR_RETURN(const auto there, accounts.people());
  if (std::ranges::none_of(there, &access::Person::demo)) {
    for (const DemoPerson& wanted : kPeople) {
      const std::string organisation = *wanted.organisation ? wanted.organisation : practices.front();
      MESO_RETURN_IF_ERROR(make_person(accounts, wanted, organisation));
    }
    MESO_RETURN_IF_ERROR(
        access::set_way(*journal, kAuthor, access::Way::kCounts, true, "the demo is about figures"));
    MESO_RETURN_IF_ERROR(
        access::set_way(*journal, kAuthor, access::Way::kRecords, true, "the demo has synthetic extracts"));
    MESO_RETURN_IF_ERROR(make_agreements(*journal, practices));
  }
  Table table;
  table.column("Sign in as", Table::Align::kLeft)
      .column("and be the", Table::Align::kLeft)
      .column("of", Table::Align::kLeft);
  for (const DemoPerson& person : kPeople) {
    table.row({person.sign_in, std::string(access::role_words(person.role)),
               *person.organisation ? person.organisation : practices.front()});
  }
  fmt::print(
      "{}The password of each is: {}\nFor this demo only: these accounts end where a real record begins.\n",
      table.text(), kPassword);
  return kDone;
}

}  // namespace meso::cli
