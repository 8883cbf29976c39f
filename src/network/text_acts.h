// What networks write of themselves, as text: their record (formation/record.h) and their voting rules
// (voice/voice.h). People write and read text files; what counts is in the journal.
//
// Each writing is one act with the whole text as its body, on the subject network/record or network/rules:
// who wrote it, when and why stays, an act that has not seen the newest is refused, and undoing it brings
// back the text before. The newest text that is in force holds for every day that is asked about: days of
// beginning and end stand in the text itself, so a rule that has changed is kept there beside the new one.
//
// A record names people in their offices, so its body has a purpose of its own, `record`, by which it can be
// erased when its time of keeping is over.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "journal/journal.h"

namespace meso::network {

enum class OwnText : std::uint8_t { kRecord, kRules };

// What its acts are about: "network/record".
std::string subject_of(OwnText which);

// The table of the texts. Doors that open a journal pass it.
journal::Projection own_texts();

struct TextVersion {
  std::uint64_t act = 0;
  Moment at;
  std::string author, reason;
  std::optional<std::string> text;  // nothing: its body has been erased
};
struct OwnTextStory {
  std::vector<TextVersion> versions;  // in force, oldest first; what was undone is not among them
  std::uint64_t newest = 0;           // the newest act about it, undoing included: what a writer has seen
  // The text that counts; null when there is none.
  const TextVersion* now() const {
    return versions.empty() || !versions.back().text ? nullptr : &versions.back();
  }
};
// Empty when the network has no journal.
Result<OwnTextStory> read_own_text(FileSystem& files, const std::string& network,
                                   const std::string& keys_path, OwnText which);

struct OwnTextWriting {
  OwnText which = OwnText::kRecord;
  std::string author, reason;
  std::string text;
  std::uint64_t seen = 0;  // the newest act about it that the author had before them
};
// kBadInput, with its place, for the first mistake in the text; kRefused when it has moved since `seen`, or
// says nothing new.
Result<journal::Receipt> write_own_text(FileSystem& files, const std::string& network,
                                        const std::string& keys_path, const OwnTextWriting& writing);

// The text as it is handed to a person: a first line says which act they have seen. seen_in() finds it again,
// 0 when it is not there, and takes that line away.
std::string with_seen(std::string_view text, std::uint64_t seen, std::string_view how_to_write);
std::uint64_t seen_in(std::string& text);

}  // namespace meso::network
