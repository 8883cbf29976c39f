// A fresh journal on a real disk with the room's tables, and three practices that decide.

#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "governance/decisions.h"

namespace meso::tests {

struct MadeNetwork {
  MadeNetwork() {
    std::string pattern = (std::filesystem::temp_directory_path() / "meso-governance-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    open();
  }
  ~MadeNetwork() {
    journal.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  MadeNetwork(const MadeNetwork&) = delete;
  MadeNetwork& operator=(const MadeNetwork&) = delete;

  void open() {
    journal.reset();
    auto opened = journal::Journal::open(real_files(), folder + "/network", folder + "/keys",
                                         {governance::projection()});
    ASSERT_TRUE(opened.ok()) << opened.error().text();
    journal = std::move(*opened);
  }
  governance::Hand hand(const std::string& author = "local/anna") { return {*journal, author}; }

  std::string folder;
  std::unique_ptr<journal::Journal> journal;
};

inline Date day(const char* text) {
  return *parse_iso_date(text);
}

inline governance::VotingRule rule(const std::string& text) {
  governance::VotingRule out;
  out.name = "asked";
  out.text = text;
  out.standing = "entered";
  return out;
}

inline governance::NewDecision question(
    const std::string& rule_text = "carried by more than half of practices") {
  governance::NewDecision out;
  out.question = "One wound clinic for all?";
  out.options = {"at Mill Road", "at two sites"};
  out.rule = rule(rule_text);
  out.voters = {{"A99901", 11000}, {"A99902", 5999}, {"A99903", 5000}};
  out.on = day("2026-03-04");
  return out;
}

inline governance::Cast cast(const std::string& practice, const std::string& choice,
                             const std::string& words = "") {
  governance::Cast out;
  out.practice = practice;
  out.choice = choice;
  out.dissent = words;
  out.on = day("2026-03-05");
  return out;
}

}  // namespace meso::tests
