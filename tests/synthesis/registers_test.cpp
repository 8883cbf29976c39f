// Registers have about the published size, and treatment about its usual success. Counted crudely here, by
// codes; the rules themselves are asked elsewhere.

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "locale/england/population_figures.h"
#include "made_network.h"

namespace meso::synthesis {
namespace {

const std::vector<SyntheticPractice>& network() {
  static const std::vector<SyntheticPractice> practices = made(network_of(20000, 8, 3, 1));
  return practices;
}

using OnRegister = std::function<bool(std::size_t patient, int age)>;
using Rule = std::function<OnRegister(const records::PracticeContents&)>;

// Of the registered patients, those on the register are as many as England's published share gives: within 12
// per cent and three standard deviations.
void expect_near_published(const char* group, const Rule& rule) {
  double all = 0, counted = 0;
  for (const SyntheticPractice& practice : network()) {
    const std::vector<bool> now = registered(practice.contents);
    const OnRegister on = rule(practice.contents);
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (!now[i]) continue;
      const int age = completed_years(practice.contents.patients[i].birth, practice.contents.as_at);
      all += 1;
      counted += on(i, age) ? 1 : 0;
    }
  }
  // The published list of the hypertension register is everybody's.
  const england::RegisterCount* whole = england::find_qof_register("HYP");
  const double published = all * england::find_qof_register(group)->on_register / whole->list_size;
  EXPECT_NEAR(counted, published, 0.12 * published + 3 * std::sqrt(published)) << group;
}

// An unresolved diagnosis: one of `diagnosis`, and none of `resolved` after the latest.
Rule unresolved(const char* diagnosis, const char* resolved, int from_age = 0) {
  return [=](const records::PracticeContents& contents) -> OnRegister {
    const std::vector<Date> found = latest(contents, diagnosis);
    const std::vector<Date> over = latest(contents, resolved);
    return [=](std::size_t i, int age) {
      return found[i].is_recorded() && over[i] <= found[i] && age >= from_age;
    };
  };
}

Rule ever(const char* diagnosis, int from_age = 0) {
  return [=](const records::PracticeContents& contents) -> OnRegister {
    const std::vector<Date> found = latest(contents, diagnosis);
    return [=](std::size_t i, int age) { return found[i].is_recorded() && age >= from_age; };
  };
}

TEST(Registers, HaveAboutThePublishedSize) {
  expect_near_published("HYP", unresolved("HYP_COD", "HYPRES_COD"));
  expect_near_published("DM", unresolved("DM_COD", "DMRES_COD", 17));
  expect_near_published("CHD", ever("CHD_COD"));
  expect_near_published("PAD", ever("PAD_COD"));
  expect_near_published("AF", unresolved("AFIB_COD", "AFIBRES_COD"));
  expect_near_published("HF", unresolved("HF_COD", "HFRES_COD"));
  expect_near_published("CKD", unresolved("CKD_COD", "CKD1AND2_COD", 18));
  expect_near_published("COPD", ever("COPD_COD"));
  expect_near_published("CAN", ever("CAN_COD"));
  expect_near_published("DEP", unresolved("DEPR_COD", "DEPRES_COD", 18));
  expect_near_published("DEM", ever("DEM_COD"));
  expect_near_published("MH", ever("MH_COD"));
  expect_near_published("LD", ever("LD_COD"));
  expect_near_published("EP", unresolved("EPIL_COD", "EPILRES_COD", 18));
  expect_near_published("RA", ever("RARTH_COD", 16));
  expect_near_published("PC", unresolved("PALCARE_COD", "PALCARENI_COD"));
  expect_near_published("OST", ever("FF_COD", 50));
}

TEST(Registers, OfSeveralClustersHaveAboutThePublishedSize) {
  expect_near_published("STIA", [](const records::PracticeContents& contents) -> OnRegister {
    const std::vector<Date> stroke = latest(contents, "STRK_COD"), minor = latest(contents, "TIA_COD");
    return [=](std::size_t i, int) { return stroke[i].is_recorded() || minor[i].is_recorded(); };
  });
  expect_near_published("AST", [](const records::PracticeContents& contents) -> OnRegister {
    const std::vector<Date> found = latest(contents, "AST_COD"), over = latest(contents, "ASTRES_COD");
    const std::vector<Date> treated = latest(contents, "ASTTRT_COD");
    const Date since = add_months(contents.as_at, -12, MonthPolicy::kClamp);
    return [=](std::size_t i, int age) {
      return found[i].is_recorded() && over[i] <= found[i] && treated[i] > since && age >= 6;
    };
  });
  expect_near_published("NDH", [](const records::PracticeContents& contents) -> OnRegister {
    const std::vector<Date> found = latest(contents, "NDH_COD"), early = latest(contents, "PRD_COD");
    const std::vector<Date> diabetes = latest(contents, "DM_COD");
    return [=](std::size_t i, int age) {
      return (found[i].is_recorded() || early[i].is_recorded()) && !diabetes[i].is_recorded() && age >= 18;
    };
  });
  expect_near_published("OB", [](const records::PracticeContents& contents) -> OnRegister {
    const std::vector<bool> bmi = members(contents, "BMIVAL_COD");
    const Date since = add_months(contents.as_at, -12, MonthPolicy::kClamp);
    std::vector<bool> obese(contents.patients.size());
    for (const records::EventRecord& event : contents.events) {
      if (bmi[event.code] && event.date > since && event.value >= 30) obese[event.patient] = true;
    }
    return [=](std::size_t i, int age) { return obese[i] && age >= 18; };
  });
}

TEST(Registers, IllnessesComeTogetherMoreOftenThanChance) {
  double all = 0, pressure = 0, sugar = 0, both = 0;
  for (const SyntheticPractice& practice : network()) {
    const std::vector<bool> now = registered(practice.contents);
    const std::vector<Date> raised = latest(practice.contents, "HYP_COD"),
                            diabetes = latest(practice.contents, "DM_COD");
    for (std::size_t i = 0; i < now.size(); ++i) {
      // Of one age, so that age alone does not bring them together.
      const int age = completed_years(practice.contents.patients[i].birth, practice.contents.as_at);
      if (!now[i] || age < 60 || age >= 70) continue;
      all += 1;
      pressure += raised[i].is_recorded() ? 1 : 0;
      sugar += diabetes[i].is_recorded() ? 1 : 0;
      both += raised[i].is_recorded() && diabetes[i].is_recorded() ? 1 : 0;
    }
  }
  EXPECT_GT(both * all, 1.1 * pressure * sugar);
}

TEST(Registers, MostTreatedPressuresAreControlledAndPracticesDiffer) {
  std::size_t measured = 0, controlled = 0;
  std::vector<std::size_t> by_practice;
  for (const SyntheticPractice& practice : network()) {
    const records::PracticeContents& contents = practice.contents;
    const std::vector<bool> now = registered(contents);
    const std::vector<Date> ill = latest(contents, "HYP_COD");
    const std::vector<bool> systolic = members(contents, "BPSYS_COD");
    const Date since = add_months(contents.as_at, -12, MonthPolicy::kClamp);
    std::map<std::uint32_t, std::pair<Date, float>> last;  // the lowest of the latest day
    for (const records::EventRecord& event : contents.events) {
      if (!systolic[event.code] || event.date <= since || std::isnan(event.value)) continue;
      auto& [date, value] = last[event.patient];
      if (event.date > date || (event.date == date && event.value < value)) {
        date = event.date;
        value = event.value;
      }
    }
    std::size_t here = 0, well = 0;
    for (const auto& [patient, reading] : last) {
      if (!now[patient] || !ill[patient].is_recorded()) continue;
      ++here;
      well += reading.second <= 140 ? 1 : 0;
    }
    ASSERT_GT(here, 0u);
    measured += here;
    controlled += well;
    by_practice.push_back(100 * well / here);
  }
  EXPECT_GT(controlled * 100, measured * 62);
  EXPECT_LT(controlled * 100, measured * 85);
  const auto [least, most] = std::minmax_element(by_practice.begin(), by_practice.end());
  EXPECT_GE(*most, *least + 4);
}

}  // namespace
}  // namespace meso::synthesis
