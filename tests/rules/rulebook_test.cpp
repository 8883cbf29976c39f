// The built-in rulebook against what it claims: that it compiles for every year, that it has what
// docs/rulebook.md lists, that a standing is not better than its source, that exclusions, adjustments and
// sentences are the official ones, and that no code in it was made up.

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "locale/england/financial_year.h"
#include "public_data.h"
#include "rules/language.h"
#include "terms/terms.h"

namespace meso::rules {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

// ---- Reading ----------------------------------------------------------------------------------------------

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// Rows of a CSV with a header, each a map from column to cell. Quoted cells may
// hold commas, quotes and line ends.
std::vector<std::map<std::string, std::string>> rows_of(const fs::path& path) {
  std::string text = text_of(path);
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      if (quoted && i + 1 < text.size() && text[i + 1] == '"')
        rows.back().back() += text[++i];
      else
        quoted = !quoted;
    } else if (c == ',' && !quoted) {
      rows.back().emplace_back();
    } else if (c == '\n' && !quoted) {
      rows.push_back({""});
    } else if (c != '\r') {
      rows.back().back() += c;
    }
  }
  std::vector<std::map<std::string, std::string>> out;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    if (rows[r].size() != rows[0].size()) continue;  // the empty line at the end
    auto& row = out.emplace_back();
    for (std::size_t c = 0; c < rows[0].size(); ++c) row[rows[0][c]] = rows[r][c];
  }
  return out;
}

fs::path england() {
  return fs::path(MESO_SOURCE_DIR) / "rulebook/england";
}

std::vector<fs::path> files_ending(const std::string& ending) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(england())) {
    if (entry.path().extension() == ending) out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

const terms::ClusterSet& clusters() {
  static const terms::ClusterSet loaded = [] {
    terms::ClusterSet set;
    for (const auto& path : files_ending(".clusters")) {
      const Status status = set.load_text(text_of(path), path.filename().string(), path.stem().string());
      if (!status.ok()) ADD_FAILURE() << status.error().text();
    }
    return set;
  }();
  return loaded;
}

Compiled compile(const std::string& year) {
  std::vector<SourceText> sources;
  for (const auto& path : files_ending(".rules"))
    sources.push_back({path.filename().string(), text_of(path)});
  CompileOptions options;
  options.financial_year = {england::kYearEndMonth, england::kYearEndDay};
  options.year = year;
  return compile_rules(sources, clusters(), options);
}

const Model& model(const std::string& year = "2025-26") {
  static std::map<std::string, Model> compiled;
  const auto [at, fresh] = compiled.try_emplace(year);
  if (fresh) {
    Compiled made = compile(year);
    for (const Mistake& mistake : made.mistakes) ADD_FAILURE() << mistake.text();
    if (made.model) at->second = std::move(*made.model);
  }
  return at->second;
}

template <class Item>
Names names(const std::vector<Item>& items) {
  Names out;
  for (const Item& item : items) out.insert(item.name);
  return out;
}

const Indicator& indicator(const std::string& name) {
  const auto& all = model().indicators;
  const auto at = std::find_if(all.begin(), all.end(), [&](const Indicator& i) { return i.name == name; });
  EXPECT_NE(at, all.end()) << name;
  static const Indicator none;
  return at == all.end() ? none : *at;
}

// ---- What there must be -----------------------------------------------------------------------------------

const Names kRegisters = {"DM_REG",    "HYP_REG",    "AST_REG",    "COPD_REG",    "CHD_REG",   "STIA_REG",
                          "PAD_REG",   "DEM_REG",    "AFIB_REG",   "CAN_REG",     "DEP1_REG",  "CKD_REG",
                          "EPIL_REG",  "HF1_REG",    "HF2_REG",    "LD_REG",      "MH1_REG",   "MH2_REG",
                          "OBES_REG",  "OSTEO1_REG", "OSTEO2_REG", "PALCARE_REG", "RA_REG",    "CHOL_REG",
                          "CHOL2_REG", "SMOK1_REG",  "SMOK2_REG",  "NDH_REG",     "OBES2_REG", "CD_REG"};

const Names kQuality = {"DM020",  "DM021",  "HYP003", "HYP007",  "HYP008",  "HYP009", "BP002",
                        "AST007", "CHD015", "CHD016", "STIA014", "STIA015", "DM033"};

const Names kSafety = {"A", "B", "C", "D", "E", "F", "G", "I", "K", "AC", "ME", "LI", "AM"};

TEST(Rulebook, CompilesForEveryYear) {
  for (const char* year : {"", "2019-20", "2021-22", "2024-25", "2025-26", "2026-27", "2030-31"}) {
    const Compiled made = compile(year);
    EXPECT_TRUE(made.model.has_value()) << "year \"" << year << "\"";
    for (const Mistake& mistake : made.mistakes) ADD_FAILURE() << mistake.text();
  }
}

TEST(Rulebook, HasEveryRegisterAndIndicator) {
  Names registers = kRegisters;
  Names indicators = kQuality;
  registers.insert("PINCER_REG");
  for (const std::string& letter : kSafety) {
    registers.insert("PINCER_" + letter + "_REG");
    indicators.insert("PINCER_" + letter);
  }
  EXPECT_EQ(names(model().registers), registers);
  EXPECT_EQ(names(model().indicators), indicators);
}

TEST(Rulebook, LithiumIsNoWayOntoARegisterIn2026) {
  Names expected = names(model("2025-26").registers);
  expected.erase("MH2_REG");
  EXPECT_EQ(names(model("2026-27").registers), expected);
}

// ---- Standing ---------------------------------------------------------------------------------------------

// Only these sources give rules in the official order, and only of these. Everything else is less.
const std::map<std::string, std::string> kOrderIsKnown = {
    {"DM_REG", "opensafely/qof-diabetes"},      {"DM020", "opensafely/qof-diabetes"},
    {"DM021", "opensafely/qof-diabetes"},       {"HYP_REG", "opensafely/hypertension-sro"},
    {"HYP003", "opensafely/hypertension-sro"},  {"HYP007", "opensafely/hypertension-sro"},
    {"BP002", "opensafely/blood-pressure-sro"}, {"AST_REG", "opensafely/qof-utilities"},
};
// A sentence is official; the order of the rules, or one of them, is not known.
const Names kEstimated = {"HYP008",  "HYP009", "CHD015", "CHD016",  "STIA014",
                          "STIA015", "DM033",  "AST007", "COPD_REG"};

template <class Item>
void check_standing(const Item& item) {
  const auto known = kOrderIsKnown.find(item.name);
  const Standing expected = known != kOrderIsKnown.end()     ? Standing::kTranscribed
                            : kEstimated.contains(item.name) ? Standing::kEstimated
                                                             : Standing::kDerived;
  EXPECT_EQ(item.provenance.standing, expected) << item.name;
  if (known != kOrderIsKnown.end()) {
    EXPECT_NE(item.provenance.source.find(known->second), std::string::npos)
        << item.name << " is transcribed from " << item.provenance.source;
  }
  EXPECT_FALSE(item.provenance.source.empty()) << item.name;
  EXPECT_FALSE(item.provenance.version.empty()) << item.name;
  EXPECT_FALSE(item.provenance.year.empty()) << item.name;
  EXPECT_EQ(item.provenance.level, "national") << item.name;
}

TEST(Rulebook, NoStandingIsBetterThanItsSource) {
  for (const Register& reg : model().registers) check_standing(reg);
  for (const Indicator& ind : model().indicators) check_standing(ind);
}

TEST(Rulebook, RetiredAndNewRulesSayTheirOwnYear) {
  EXPECT_EQ(indicator("HYP003").provenance.year, "2021-22");
  EXPECT_EQ(indicator("HYP007").provenance.year, "2021-22");
  EXPECT_EQ(indicator("HYP008").provenance.year, "2025-26");
  for (const Register& reg : model().registers) {
    const bool new_in_2026 = reg.name == "NDH_REG" || reg.name == "OBES2_REG" || reg.name == "CD_REG";
    EXPECT_EQ(reg.provenance.year, new_in_2026 ? "2026-27" : "2025-26") << reg.name;
  }
}

// The page is read by people who do not open the rules: it must not drift from them.
TEST(Rulebook, ThePageListsWhatTheRulesSay) {
  const std::string page = text_of(fs::path(MESO_SOURCE_DIR) / "docs/rulebook.md");
  const auto cell = [](const Provenance& from) {
    return " | " + std::string(standing_name(from.standing)) + " | " + from.year + " | " + from.version +
           " |";
  };
  for (const Register& reg : model().registers) {
    if (reg.name.starts_with("PINCER")) continue;
    EXPECT_NE(page.find("\n| " + reg.name + cell(reg.provenance)), std::string::npos) << reg.name;
  }
  for (const Indicator& ind : model().indicators) {
    const std::string of = ind.of == kGms ? "GMS" : model().registers[static_cast<std::size_t>(ind.of)].name;
    EXPECT_NE(page.find("\n| " + ind.name + " | " + of + cell(ind.provenance)), std::string::npos)
        << ind.name;
  }
}

// ---- The official lists -----------------------------------------------------------------------------------

// Every way out of a denominator, as "exclusion NAME" or "adjustment N NAME".
Names ways_out(const Indicator& ind) {
  Names out;
  for (const Rule& rule : ind.denominator) {
    for (const Outcome* outcome : {&rule.then, &rule.otherwise}) {
      if (outcome->klass == Outcome::Class::kExclusion) out.insert("exclusion " + outcome->name);
      if (outcome->klass == Outcome::Class::kAdjustment) {
        out.insert("adjustment " + std::to_string(outcome->category) + " " + outcome->name);
      }
    }
  }
  return out;
}

TEST(Rulebook, ExclusionsAndAdjustmentsAreTheOfficialOnes) {
  MESO_NEEDS_PUBLIC_DATA(path, "qof/MAPPING_PCAS_EXCL_TO_INDICATOR_2021_v2.csv");
  // The list is of 2020-21: a later indicator has those of the one that it replaced.
  const std::map<std::string, std::string> stands_for = {
      {"HYP008", "HYP003"},   {"HYP009", "HYP007"},   {"CHD015", "CHD008"}, {"CHD016", "CHD009"},
      {"STIA014", "STIA010"}, {"STIA015", "STIA011"}, {"DM033", "DM019"}};
  std::map<std::string, Names> official;
  for (const auto& row : rows_of(path)) {
    official[row.at("INDICATOR_CODE")].insert(row.at("TYPE") == "Exclusion"
                                                  ? "exclusion " + row.at("PCA_EXCL_SHORT_NAME")
                                                  : "adjustment " + row.at("PCA_CATEGORY") + " " +
                                                        row.at("PCA_EXCL_SHORT_NAME"));
  }
  for (const std::string& name : kQuality) {
    const auto listed = stands_for.find(name);
    EXPECT_EQ(ways_out(indicator(name)), official[listed == stands_for.end() ? name : listed->second])
        << name;
  }
}

TEST(Rulebook, EveryOfficialSentenceIsThere) {
  MESO_NEEDS_PUBLIC_DATA(path, "qof/PCD_Output_Descriptions_20241205.csv");
  Names described;
  for (const auto& row : rows_of(path)) {
    if (!row.at("Output_Description").empty()) described.insert(row.at("Output_ID"));
  }
  // Of 2026-27, later than the file; and of 2021-22, replaced before it.
  const Names not_in_that_file = {"OBES2_REG", "CD_REG", "HYP003", "HYP007"};
  Names wanted = kRegisters;
  wanted.insert(kQuality.begin(), kQuality.end());
  for (const std::string& name : wanted) {
    EXPECT_EQ(described.contains(name), !not_in_that_file.contains(name)) << name;
  }
  for (const std::string& letter : kSafety) EXPECT_FALSE(described.contains("PINCER_" + letter));
}

TEST(Rulebook, PrescribingSafetyExcludesNobodyAndFewerIsBetter) {
  for (const Indicator& ind : model().indicators) {
    const bool safety = ind.name.starts_with("PINCER_");
    EXPECT_EQ(ind.lower_is_better, safety) << ind.name;
    if (!safety) continue;
    EXPECT_TRUE(ways_out(ind).empty()) << ind.name;
    ASSERT_EQ(ind.denominator.size(), 1u) << ind.name;
    EXPECT_EQ(ind.denominator[0].then.kind, Outcome::Kind::kSelect) << ind.name;
  }
}

// ---- Codes ------------------------------------------------------------------------------------------------

TEST(Rulebook, EveryClusterHasACodeAndSaysThatItIllustrates) {
  for (const terms::Cluster& cluster : model().clusters) {
    EXPECT_FALSE(cluster.codes.empty()) << cluster.name;
    EXPECT_TRUE(cluster.release.starts_with("illustrative")) << cluster.name;
  }
  for (const auto& [name, cluster] : clusters().all()) {
    for (const terms::Code& code : cluster.codes) {
      EXPECT_EQ(code.system == terms::System::kLocal, code.text.starts_with("MESO-"))
          << name << " " << code.text;
    }
  }
}

TEST(Rulebook, ThePageNamesEveryClusterWithoutAPublicCode) {
  const std::string page = text_of(fs::path(MESO_SOURCE_DIR) / "docs/rulebook.md");
  Names gaps;
  std::string word;
  for (const char c : page.substr(page.find("**Gaps.**"))) {
    if (c == '_' || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
      word += c;
    } else {
      gaps.insert(std::exchange(word, ""));
    }
  }
  for (const auto& [name, cluster] : clusters().all()) {
    if (name.starts_with("EVERYDAY_"))
      continue;  // what synthetic practices write besides: no rule asks for it
    const bool gap = std::all_of(cluster.codes.begin(), cluster.codes.end(), [](const terms::Code& code) {
      return code.system == terms::System::kLocal;
    });
    EXPECT_EQ(gaps.contains(name), gap) << name;
  }
}

std::string inflated(const fs::path& path) {
  std::string out;
  gzFile in = gzopen(path.c_str(), "rb");  // reads plain files as they are
  char buffer[1 << 16];
  for (int got = 0; (got = gzread(in, buffer, sizeof buffer)) > 0;)
    out.append(buffer, static_cast<std::size_t>(got));
  gzclose(in);
  return out;
}

// Takes out of `wanted` what stands in `text` as a run of digits and hyphens.
void see_codes(const std::string& text, Names& wanted) {
  const auto is_code = [](char c) { return c == '-' || (c >= '0' && c <= '9'); };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_code(text[end])) ++end;
    if (end - at > 3) wanted.erase(text.substr(at, end - at));
    at = end + 1;
  }
}

// Every code was read somewhere: in the public copy of its cluster where there is one, else in a public list
// or in a public set of synthetic patients.
TEST(Rulebook, NoCodeIsMadeUp) {
  MESO_NEEDS_PUBLIC_DATA(folder, "codelists/nhsd-primary-care-domain-refsets");
  MESO_NEEDS_PUBLIC_DATA(reference, "codelists/gdppr_reference");
  MESO_NEEDS_PUBLIC_DATA(patients, "synthetic_patients");
  std::map<std::string, Names> published;
  Names anywhere;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::string name = entry.path().stem().string();
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
    for (const auto& row : rows_of(entry.path())) {
      const auto code = row.find("code");
      if (code == row.end()) continue;
      published[name].insert(code->second);
      anywhere.insert(code->second);
    }
  }
  for (const auto& entry : fs::directory_iterator(reference)) {
    for (const auto& row : rows_of(entry.path())) {
      for (const auto& [column, cell] : row) anywhere.insert(cell);
    }
  }
  Names elsewhere;
  for (const auto& [name, cluster] : clusters().all()) {
    const auto whole = published.find(name);
    for (const terms::Code& code : cluster.codes) {
      if (code.system == terms::System::kLocal) continue;
      if (whole != published.end() && code.system == terms::System::kSnomed) {
        EXPECT_TRUE(whole->second.contains(code.text)) << name << " " << code.text;
      } else if (!anywhere.contains(code.text)) {
        elsewhere.insert(code.text);
      }
    }
  }
  EXPECT_GT(elsewhere.size(), 20u);
  for (const auto& entry : fs::recursive_directory_iterator(patients)) {
    const auto kind = entry.path().extension();
    if (entry.is_regular_file() && kind != ".zip" && kind != ".xlsx")
      see_codes(inflated(entry.path()), elsewhere);
  }
  EXPECT_EQ(elsewhere, Names{});
}

}  // namespace
}  // namespace meso::rules
