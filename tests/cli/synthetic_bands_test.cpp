// A synthetic network beside England's practices, asked through the program: registers, lists, points won.
//
// The median practice lies inside the real band; so does each ordinary practice. What lies outside is a
// practice that is planted to: in a poor area, a poor coder, a university's.

#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "base/csv.h"
#include "base/files.h"
#include "base/input_text.h"
#include "cli/program.h"
#include "england_bands.h"
#include "public_data.h"

namespace meso::tests {
namespace {

class Bands : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    workplace_ = new Workplace;
    const Ran made = workplace_->meso({"synth", workplace_->path("net"), "--patients", "50000", "--practices",
                                       "8", "--years", "6", "--seed", "1"});
    ASSERT_EQ(made.code, 0) << made.err;
    run_ = new nlohmann::json(workplace_->meso({"run", workplace_->path("net"), "--format", "json"}).json());
  }
  static void TearDownTestSuite() {
    delete workplace_;
    delete run_;
    workplace_ = nullptr;
    run_ = nullptr;
  }

  static std::map<std::string, double> count(const std::string& condition) {
    const Ran ran = workplace_->meso({"count", workplace_->path("net"), condition, "--format", "json"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    std::map<std::string, double> counts;
    const nlohmann::json answer = ran.json();
    for (const auto& [practice, row] : answer["figures"].items()) {
      if (practice != "network") counts[practice] = row["cohort"];
    }
    return counts;
  }

  static Workplace* workplace_;
  static nlohmann::json* run_;
};

Workplace* Bands::workplace_ = nullptr;
nlohmann::json* Bands::run_ = nullptr;

double rounded(double value, int digits) {
  const double scale = std::pow(10, digits);
  return std::round(value * scale) / scale;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

void expect_inside(const std::string& figure, const std::map<std::string, double>& ours, double low,
                   double high, int digits) {
  ASSERT_EQ(ours.size(), 8u) << figure;
  std::vector<double> all;
  for (const auto& [practice, value] : ours) {
    all.push_back(value);
    const bool planted = practice == "DEMO04" || practice == "DEMO05" || practice == "DEMO07";
    if (planted) continue;
    EXPECT_GE(rounded(value, digits), low) << figure << " " << practice;
    EXPECT_LE(rounded(value, digits), high) << figure << " " << practice;
  }
  EXPECT_GE(rounded(median(all), digits), low) << figure;
  EXPECT_LE(rounded(median(all), digits), high) << figure;
}

TEST_F(Bands, EveryRegisterOfOrdinaryPracticesIsAsLargeAsRealOnes) {
  std::map<int, std::map<std::string, double>> lists;
  for (const RegisterBand& band : kRegisterBands) {
    if (!lists.contains(band.from_age)) {
      lists[band.from_age] = count("age in years >= " + std::to_string(band.from_age));
    }
    std::map<std::string, double> shares = count(std::string(band.register_));
    for (auto& [practice, share] : shares) share *= 100 / lists[band.from_age][practice];
    expect_inside(std::string(band.group), shares, band.low, band.high, 2);
  }
}

TEST_F(Bands, ListsDifferLikeRealOnes) {
  std::map<std::string, double> lists = count("age in years >= 0");
  std::vector<double> sizes;
  for (const auto& [practice, size] : lists) sizes.push_back(size);
  const double middle = median(sizes);
  for (const auto& [practice, size] : lists) {
    EXPECT_GE(size / middle, kListBand.low) << practice;
    EXPECT_LE(size / middle, kListBand.high) << practice;
  }
  EXPECT_GT(*std::max_element(sizes.begin(), sizes.end()), 2 * *std::min_element(sizes.begin(), sizes.end()));
}

// Points of 2023-24, and the limits of 2025-26 in per cent, which pay no more for the same work.
struct Scored {
  std::string indicator;
  double points, low, high;
};

double won(const Scored& scored, double numerator, double denominator) {
  const double share = (100 * numerator / denominator - scored.low) / (scored.high - scored.low);
  return scored.points * std::clamp(share, 0.0, 1.0);
}

TEST_F(Bands, PointsAreWonLikeByRealPractices) {
  const std::string thinned =
      " and (any ASPIRIN_COD in the 12 months to ACHV_DAT or any ANTIPLATELET_COD in the 12 months to "
      "ACHV_DAT or "
      "any ANTICOAG_COD in the 12 months to ACHV_DAT)";
  struct Group {
    std::vector<Scored> scored;
    double register_points;
    std::string register_;  // whose share on a blood thinner counts too; "" for none
    Scored thinned;
  };
  const std::map<std::string, Group> groups = {
      {"BP", {{{"BP002", 15, 50, 90}}, 0, "", {}}},
      {"HYP", {{{"HYP008", 14, 40, 85}, {"HYP009", 5, 40, 85}}, 6, "", {}}},
      {"CHD", {{{"CHD015", 12, 40, 90}, {"CHD016", 5, 46, 90}}, 4, "CHD_REG", {"CHD005", 7, 56, 96}}},
      {"STIA", {{{"STIA014", 3, 40, 90}, {"STIA015", 2, 46, 90}}, 2, "STIA_REG", {"STIA007", 4, 57, 97}}}};
  for (const PointsBand& band : kPointsBands) {
    const Group& group = groups.at(std::string(band.group));
    std::map<std::string, double> got, most, shares;
    for (const auto& indicator : (*run_)["indicators"]) {
      for (const Scored& scored : group.scored) {
        if (indicator["id"] != scored.indicator) continue;
        for (const auto& [practice, figures] : indicator["figures"].items()) {
          if (practice == "network" || figures["denominator"] == 0) continue;
          got[practice] += won(scored, figures["numerator"], figures["denominator"]);
          most[practice] += scored.points;
        }
      }
    }
    if (!group.register_.empty()) {
      const auto ill = count(group.register_), treated = count(group.register_ + thinned);
      for (const auto& [practice, patients] : ill) {
        got[practice] += won(group.thinned, treated.at(practice), patients);
        most[practice] += group.thinned.points;
      }
    }
    for (const auto& [practice, points] : most) {
      shares[practice] = 100 * (got[practice] + group.register_points) / (points + group.register_points);
    }
    expect_inside(std::string(band.group), shares, band.low, band.high, 1);
  }
}

// ---- The figures themselves
// --------------------------------------------------------------------------------

// The cells of each row by column.
std::vector<std::map<std::string, std::string>> table(const std::string& path) {
  const auto text = InputText::open(real_files(), path, path);
  EXPECT_TRUE(text.ok());
  CsvCursor rows(text->text(), ',');
  std::vector<std::string> head;
  std::vector<std::map<std::string, std::string>> all;
  while (rows.next()) {
    if (head.empty()) {
      for (std::string_view cell : rows.cells()) head.emplace_back(cell);
      continue;
    }
    auto& row = all.emplace_back();
    for (std::size_t i = 0; i < rows.cells().size() && i < head.size(); ++i) row[head[i]] = rows.cells()[i];
  }
  return all;
}

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double place = share * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(place);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return values[low] + (values[high] - values[low]) * (place - static_cast<double>(low));
}

void expect_band(const std::string& figure, const std::vector<double>& values, double low, double high,
                 double tolerance) {
  ASSERT_GT(values.size(), 1000u) << figure;
  EXPECT_NEAR(quantile(values, 0.1), low, tolerance) << figure;
  EXPECT_NEAR(quantile(values, 0.9), high, tolerance) << figure;
}

TEST(PublishedBands, OfRegistersAreThoseOfQof) {
  MESO_NEEDS_PUBLIC_DATA(path, "qof/PREVALENCE_2425.csv.gz");
  std::map<std::string, std::vector<double>> shares;
  for (auto& row : table(path)) {
    if (row["REGISTER"].empty() || row["PRACTICE_LIST_SIZE"].empty()) continue;
    const double size = std::stod(row["PRACTICE_LIST_SIZE"]);
    if (size >= 1000) shares[row["GROUP_CODE"]].push_back(100 * std::stod(row["REGISTER"]) / size);
  }
  for (const RegisterBand& band : kRegisterBands) {
    expect_band(std::string(band.group), shares[std::string(band.group)], band.low, band.high, 0.0051);
  }
}

TEST(PublishedBands, OfPointsAreThoseOfQof) {
  MESO_NEEDS_PUBLIC_DATA(path, "qof/HEEC_QOF_CVD_2023-24.csv.gz");
  std::map<std::string, std::vector<double>> points;
  for (auto& row : table(path)) {
    for (const PointsBand& band : kPointsBands) {
      const std::string& cell = row["Achievement_" + std::string(band.group)];
      if (!cell.empty() && cell != "NA") points[std::string(band.group)].push_back(std::stod(cell));
    }
  }
  for (const PointsBand& band : kPointsBands) {
    expect_band(std::string(band.group), points[std::string(band.group)], band.low, band.high, 0.051);
  }
}

TEST(PublishedBands, OfListsAreThoseOfTheRegistrations) {
  MESO_NEEDS_PUBLIC_DATA(path, "registrations/gp-reg-pat-prac-quin-age_2026-07_practice.csv.gz");
  std::vector<double> sizes;
  for (auto& row : table(path)) {
    if (row["SEX"] != "ALL" || row["AGE_GROUP_5"] != "ALL") continue;
    const double size = std::stod(row["NUMBER_OF_PATIENTS"]);
    if (size >= 1000) sizes.push_back(size);
  }
  const double middle = median(sizes);
  for (double& size : sizes) size /= middle;
  expect_band("lists", sizes, kListBand.low, kListBand.high, 0.0051);
}

}  // namespace
}  // namespace meso::tests
