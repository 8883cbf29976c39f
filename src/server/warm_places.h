// What public files say of networks and practices, kept open between questions beside the records: no patient
// is in it. Read at the first question, and again when an import has changed it.

#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/files.h"
#include "base/result.h"
#include "journal/journal.h"
#include "network/model.h"
#include "network/own_texts.h"

namespace meso::server {

class WarmPlaces {
 public:
  WarmPlaces(FileSystem& files, std::string directory, std::string keys_path);

  struct Places {
    network::Model model;
    network::OwnTexts own;
    std::string digest;
  };
  // kNotFound when nothing was ever imported. While newer files do not open, the last that did are answered
  // from.
  Result<std::shared_ptr<const Places>> now();
  // Differs when an import, or one of the network's own texts, changed what is here. Costs no reading of the
  // files.
  std::string digest() const;

 private:
  std::string texts_seen() const;

  FileSystem& files_;
  std::string directory_;
  std::string keys_path_;
  mutable std::mutex journal_mutex_;
  mutable std::unique_ptr<journal::Journal> journal_;  // opened at the first question, and kept
  std::mutex mutex_;
  std::shared_ptr<const Places> places_;  // under `mutex_`
};

}  // namespace meso::server
