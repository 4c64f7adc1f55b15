"""Prints what Open WebUI is in need of to be chatted with, of the requirements in its METADATA: needed.py FILE

Left out is what reads speech, pictures and files or runs models inside of it: gigabytes, each imported only when it is used.
"""
import re
import sys

LEFT_OUT = set(
    """
    accelerate chromadb einops faster-whisper onnxruntime opencv-python-headless rapidocr sentence-transformers sentencepiece
    soundfile transformers pyarrow pandas
    docx2txt msoffcrypto-tool openpyxl pypandoc python-docx python-pptx pyxlsb xlrd youtube-transcript-api
    anthropic azure-ai-documentintelligence ddgs fake-useragent openai opensearch-py pymysql
    """.split()
)
# The real image has these, and in the package they are extras.
EXTRAS = {"psycopg2-binary", "qdrant-client"}

for line in open(sys.argv[1], encoding="utf-8"):
    if not line.startswith("Requires-Dist:"):
        continue
    requirement, _, condition = line.split(":", 1)[1].partition(";")
    name = re.match(r"\s*([A-Za-z0-9._-]+)", requirement)[1]
    if name in EXTRAS if "extra ==" in condition else name not in LEFT_OUT:
        print(requirement.strip())
