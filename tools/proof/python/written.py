"""The folder of one network: images, files, what each file's own runtime makes of the images, and a list of it all."""

import json
import os


class Written:
    """Collects what is written; `close` writes files.json, a list of {file, runtime, scores, finish}."""

    def __init__(self, folder, images, input_formula):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.list = {"shape": list(images.shape), "input": input_formula, "files": []}
        # uint8, [image, row, column, channel]
        images.tofile(os.path.join(folder, "images.raw"))

    def path(self, file):
        return os.path.join(self.folder, file)

    def add(self, file, runtime, scores, finish=None):
        """scores: [images, classes] float32; finish: what the network does to them at the end."""
        scores = [[float(score) for score in row] for row in scores]
        self.list["files"].append({"file": file, "runtime": runtime, "scores": scores, "finish": finish})

    def close(self):
        with open(self.path("files.json"), "w") as out:
            json.dump(self.list, out)
