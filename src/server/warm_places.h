// What public files say of networks and practices, kept open between questions beside the records: no patient
// is in it. Read at the first question, and again when an import has changed it.

#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/files.h"
#include "base/result.h"
#include "network/model.h"

namespace meso::server {

class WarmPlaces {
 public:
  WarmPlaces(FileSystem& files, std::string directory, std::string keys_path);

  struct Places {
    network::Model model;
    std::string digest;
  };
  // kNotFound when nothing was ever imported. While newer files do not open, the last that did are answered
  // from.
  Result<std::shared_ptr<const Places>> now();
  // Differs when an import, or one of the network's own texts, changed what is here. Costs no reading of the
  // files.
  std::string digest() const;

 private:
  FileSystem& files_;
  std::string directory_;
  std::string keys_path_;
  std::mutex mutex_;
  std::shared_ptr<const Places> places_;  // under `mutex_`
};

}  // namespace meso::server
