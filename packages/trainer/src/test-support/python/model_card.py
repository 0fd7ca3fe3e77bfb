"""Reads a model card with the hub's own library, as the hub does on an upload, and prints what it says as JSON."""

import json
import sys

from huggingface_hub import ModelCard

card = ModelCard.load(sys.argv[1])
data = card.data
results = [
    [result.task_type, result.dataset_type, result.dataset_split, result.metric_type, result.metric_value]
    for result in data.eval_results
]
fields = ["license", "library_name", "pipeline_tag", "tags", "datasets", "metrics", "model_name"]
print(json.dumps({**{field: getattr(data, field) for field in fields}, "results": results, "text": card.text}))
