"""tryon.py PERSON CLOTH SEED OUTPUT: the try-on that test_same_bytes.py asks of every language, in Python."""

import sys

import catvton
from PIL import Image

person, cloth, seed, output = sys.argv[1:]
context = catvton.GpuContext("cpu", threads=1)
pipeline = catvton.Pipeline.from_pretrained("mini", context=context)
masker = catvton.AutoMasker.from_pretrained("mini", context=context)
result = pipeline.run(Image.open(person), Image.open(cloth), masker=masker, cloth_type="upper", num_inference_steps=4,
                      seed=int(seed))
result.to_pil().save(output)
